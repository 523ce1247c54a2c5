package kernel

import (
	"harmonium/kernel/transport"
	"harmonium/kernel/wire"
)

// table is every request that the kernel serves.
func (k *Kernel) table() map[string]route {
	shell, control := []transport.Channel{transport.Shell}, []transport.Channel{transport.Control}
	both := []transport.Channel{transport.Shell, transport.Control}
	return map[string]route{
		wire.TypeExecuteRequest:        {k.execute, wire.TypeExecuteReply, shell, inTurn, false},
		wire.TypeInspectRequest:        {k.inspect, wire.TypeInspectReply, shell, aside, false},
		wire.TypeCompleteRequest:       {k.complete, wire.TypeCompleteReply, shell, aside, false},
		wire.TypeIsCompleteRequest:     {k.isComplete, wire.TypeIsCompleteReply, shell, aside, false},
		wire.TypeHistoryRequest:        {k.recall, wire.TypeHistoryReply, shell, aside, false},
		wire.TypeKernelInfoRequest:     {k.kernelInfo, wire.TypeKernelInfoReply, both, aside, false},
		wire.TypeConnectRequest:        {k.connect, wire.TypeConnectReply, both, aside, false},
		wire.TypeCommInfoRequest:       {k.comms.info, wire.TypeCommInfoReply, shell, aside, false},
		wire.TypeCommOpen:              {k.comms.opened, "", shell, inTurn, false},
		wire.TypeCommMsg:               {k.comms.received, "", shell, inTurn, false},
		wire.TypeCommClose:             {k.comms.closed, "", shell, inTurn, false},
		wire.TypeInterruptRequest:      {k.interrupt, wire.TypeInterruptReply, both, atOnce, false},
		wire.TypeShutdownRequest:       {k.shutdown, wire.TypeShutdownReply, both, atOnce, true},
		wire.TypeDebugRequest:          {k.debug, wire.TypeDebugReply, control, atOnce, false},
		wire.TypeCreateSubshellRequest: {k.createSubshell, wire.TypeCreateSubshellReply, control, atOnce, false},
		wire.TypeDeleteSubshellRequest: {k.deleteSubshell, wire.TypeDeleteSubshellReply, control, atOnce, false},
		wire.TypeListSubshellRequest:   {k.listSubshells, wire.TypeListSubshellReply, control, atOnce, false},
	}
}
