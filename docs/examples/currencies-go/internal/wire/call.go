// Package wire reads calls and writes answers: docs/guides/wire-format.md.
package wire

import (
	"encoding/json"
	"strconv"

	"carveout.example/currencies/internal/core"
	"carveout.example/currencies/internal/wire/jsontext"
)

// Call is what a host must know of one line. Correlation, causation, key, principal and trace are for hosts that call
// others, keep outcomes, or check who owns what; an earlier try of a query is not worth knowing.
type Call struct {
	Operation string
	Caller    string
	// Epoch milliseconds.
	Deadline float64
	Input    any
}

// The places of a call's elements.
const (
	operation = iota
	id
	correlation
	caller
	deadline
	causation
	key
	principal
	trace
	input
	attempt
	marks
)

// noInput is the mark that the input is absent, and not null: it keeps its place for what follows.
const noInput = 2

// ReadCall reads one line; false for what is no call.
func ReadCall(line []byte) (Call, bool) {
	decoded, err := jsontext.Decode(line)
	elements, isList := decoded.([]any)
	if err != nil || !isList || len(elements) <= deadline {
		return Call{}, false
	}
	for _, index := range []int{operation, id, correlation, caller} {
		if _, isText := elements[index].(string); !isText {
			return Call{}, false
		}
	}
	until, isNumber := numberAt(elements, deadline)
	if !isNumber {
		return Call{}, false
	}
	return Call{
		Operation: elements[operation].(string),
		Caller:    elements[caller].(string),
		Deadline:  until,
		Input:     inputOf(elements),
	}, true
}

func inputOf(elements []any) any {
	if len(elements) <= input {
		return core.Absent{}
	}
	_, isAgain := numberAt(elements, attempt)
	mark, isMarked := numberAt(elements, marks)
	if isAgain && isMarked && int64(mark)&noInput != 0 {
		return core.Absent{}
	}
	return elements[input]
}

func numberAt(elements []any, index int) (float64, bool) {
	if index >= len(elements) {
		return 0, false
	}
	number, isNumber := elements[index].(json.Number)
	if !isNumber {
		return 0, false
	}
	// One that is too large for a double is infinite, as in other languages.
	value, _ := strconv.ParseFloat(number.String(), 64)
	return value, true
}
