package wire

import "encoding/json"

// The message types of the protocol.
const (
	TypeExecuteRequest        = "execute_request"
	TypeExecuteReply          = "execute_reply"
	TypeInspectRequest        = "inspect_request"
	TypeInspectReply          = "inspect_reply"
	TypeCompleteRequest       = "complete_request"
	TypeCompleteReply         = "complete_reply"
	TypeHistoryRequest        = "history_request"
	TypeHistoryReply          = "history_reply"
	TypeIsCompleteRequest     = "is_complete_request"
	TypeIsCompleteReply       = "is_complete_reply"
	TypeConnectRequest        = "connect_request"
	TypeConnectReply          = "connect_reply"
	TypeCommInfoRequest       = "comm_info_request"
	TypeCommInfoReply         = "comm_info_reply"
	TypeKernelInfoRequest     = "kernel_info_request"
	TypeKernelInfoReply       = "kernel_info_reply"
	TypeShutdownRequest       = "shutdown_request"
	TypeShutdownReply         = "shutdown_reply"
	TypeInterruptRequest      = "interrupt_request"
	TypeInterruptReply        = "interrupt_reply"
	TypeDebugRequest          = "debug_request"
	TypeDebugReply            = "debug_reply"
	TypeCreateSubshellRequest = "create_subshell_request"
	TypeCreateSubshellReply   = "create_subshell_reply"
	TypeDeleteSubshellRequest = "delete_subshell_request"
	TypeDeleteSubshellReply   = "delete_subshell_reply"
	TypeListSubshellRequest   = "list_subshell_request"
	TypeListSubshellReply     = "list_subshell_reply"
	TypeInputRequest          = "input_request"
	TypeInputReply            = "input_reply"
	TypeStatus                = "status"
	TypeWelcome               = "iopub_welcome"
	TypeStream                = "stream"
	TypeDisplayData           = "display_data"
	TypeUpdateDisplayData     = "update_display_data"
	TypeExecuteInput          = "execute_input"
	TypeExecuteResult         = "execute_result"
	TypeError                 = "error"
	TypeClearOutput           = "clear_output"
	TypeDebugEvent            = "debug_event"
	TypeCommOpen              = "comm_open"
	TypeCommMsg               = "comm_msg"
	TypeCommClose             = "comm_close"
)

// NewContent returns a pointer to a new content value of the message type, or
// nil for a type that is not of the protocol.
func NewContent(msgType string) any {
	switch msgType {
	case TypeExecuteRequest:
		return new(ExecuteRequest)
	case TypeExecuteReply:
		return new(ExecuteReply)
	case TypeInspectRequest:
		return new(InspectRequest)
	case TypeInspectReply:
		return new(InspectReply)
	case TypeCompleteRequest:
		return new(CompleteRequest)
	case TypeCompleteReply:
		return new(CompleteReply)
	case TypeHistoryRequest:
		return new(HistoryRequest)
	case TypeHistoryReply:
		return new(HistoryReply)
	case TypeIsCompleteRequest:
		return new(IsCompleteRequest)
	case TypeIsCompleteReply:
		return new(IsCompleteReply)
	case TypeConnectRequest:
		return new(ConnectRequest)
	case TypeConnectReply:
		return new(ConnectReply)
	case TypeCommInfoRequest:
		return new(CommInfoRequest)
	case TypeCommInfoReply:
		return new(CommInfoReply)
	case TypeKernelInfoRequest:
		return new(KernelInfoRequest)
	case TypeKernelInfoReply:
		return new(KernelInfoReply)
	case TypeShutdownRequest:
		return new(ShutdownRequest)
	case TypeShutdownReply:
		return new(ShutdownReply)
	case TypeInterruptRequest:
		return new(InterruptRequest)
	case TypeInterruptReply:
		return new(InterruptReply)
	case TypeDebugRequest, TypeDebugReply, TypeDebugEvent:
		return new(json.RawMessage)
	case TypeCreateSubshellRequest:
		return new(CreateSubshellRequest)
	case TypeCreateSubshellReply:
		return new(CreateSubshellReply)
	case TypeDeleteSubshellRequest:
		return new(DeleteSubshellRequest)
	case TypeDeleteSubshellReply:
		return new(DeleteSubshellReply)
	case TypeListSubshellRequest:
		return new(ListSubshellRequest)
	case TypeListSubshellReply:
		return new(ListSubshellReply)
	case TypeInputRequest:
		return new(InputRequest)
	case TypeInputReply:
		return new(InputReply)
	case TypeStatus:
		return new(Status)
	case TypeWelcome:
		return new(Welcome)
	case TypeStream:
		return new(Stream)
	case TypeDisplayData, TypeUpdateDisplayData:
		return new(DisplayData)
	case TypeExecuteInput:
		return new(ExecuteInput)
	case TypeExecuteResult:
		return new(ExecuteResult)
	case TypeError:
		return new(Error)
	case TypeClearOutput:
		return new(ClearOutput)
	case TypeCommOpen:
		return new(CommOpen)
	case TypeCommMsg:
		return new(CommMsg)
	case TypeCommClose:
		return new(CommClose)
	}
	return nil
}
