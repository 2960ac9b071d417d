// Package core is the module: what it answers to its three queries, and how their inputs are checked.
package core

// Kind of an answer; its number on the wire.
type Kind int

const (
	Value Kind = iota
	Declared
	Invalid
	Denied
	NotSent
	OutcomeUnknown
	Fault
)

// Reply is how a call ended.
type Reply struct {
	Kind Kind
	// Of a value, or with a declared error.
	Data any
	// Of all but values: a declared error's own, or CARV-xxx.
	Code    string
	Message string
	Issues  []Issue
	// For so many ms the host asks to be left alone; 0 for nothing said.
	AfterMs int
}

// Broken is the answer of a call that broke: what is known more is in the log.
func Broken() Reply {
	return Reply{Kind: Fault, Code: "CARV-306", Message: "the module broke while handling it; its log has the details"}
}

func refused(issues []Issue) Reply {
	return Reply{Kind: Invalid, Code: "CARV-302", Message: "the input does not match the contract", Issues: issues}
}

func unknownCurrency(currency string) Reply {
	return Reply{Kind: Declared, Code: "UNKNOWN_CURRENCY", Data: map[string]any{"currency": currency}}
}
