package vec

func philoxBlocks(dst []uint32, seed, stream, block uint64) { philoxBlocksGo(dst, seed, stream, block) }
