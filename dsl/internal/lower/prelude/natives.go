package prelude

func ErrorsAsType[E error](err error) (E, bool) { native(); panic(0) }
