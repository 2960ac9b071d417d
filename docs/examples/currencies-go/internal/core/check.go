package core

import (
	"encoding/json"
	"fmt"
	"math"
	"regexp"
	"strconv"

	"carveout.example/currencies/internal/money"
)

const (
	// The largest whole number that every JSON reader takes for what it is (RFC 8259, 6).
	largestWhole      = 1<<53 - 1
	largestNanos      = 999_999_999
	mostUnits         = 100_000_000_000
	mostAmounts       = 1000
	mostIssues        = 20
	wantsCurrencyCode = "must be three capital letters, such as EUR"
)

var currencyCode = regexp.MustCompile(`^[A-Z]{3}$`)

// Absent stands for an input that is not there, which null is not.
type Absent struct{}

// Issue is one fault of an input.
type Issue struct {
	// Names of fields and places in lists, from the outside in.
	Path    []any  `json:"path"`
	Message string `json:"message"`
}

// checks gathers the faults of an input. Values are as encoding/json decodes them, with json.Number.
type checks struct{ issues []Issue }

func (c *checks) fault(path []any, message string) {
	c.issues = append(c.issues, Issue{Path: path, Message: message})
}

func (c *checks) wrongType(path []any, wanted string, value any) {
	c.fault(path, "Invalid input: expected "+wanted+", received "+typeOf(value))
}

func (c *checks) object(path []any, value any) (map[string]any, bool) {
	fields, ok := value.(map[string]any)
	if !ok {
		c.wrongType(path, "object", value)
	}
	return fields, ok
}

func (c *checks) currency(path []any, value any) (string, bool) {
	text, ok := value.(string)
	if !ok {
		c.wrongType(path, "string", value)
	} else if !currencyCode.MatchString(text) {
		c.fault(path, wantsCurrencyCode)
	}
	return text, ok
}

// whole is a whole number from -most to most. It answers false where the value is no whole number at all.
func (c *checks) whole(path []any, value any, most int64) (float64, bool) {
	number, ok := value.(json.Number)
	if !ok {
		c.wrongType(path, "number", value)
		return 0, false
	}
	// As JSON's numbers are read everywhere: to the nearest double. Whole ones up to largestWhole are exact.
	parsed, _ := strconv.ParseFloat(number.String(), 64)
	if math.IsInf(parsed, 0) {
		c.fault(path, "Invalid input: expected number, received Infinity")
		return 0, false
	}
	if parsed != math.Trunc(parsed) {
		c.fault(path, "Invalid input: expected int, received number")
		return 0, false
	}
	if math.Abs(parsed) > largestWhole {
		c.beyond(path, "int", parsed, largestWhole)
	}
	if most < largestWhole && math.Abs(parsed) > float64(most) {
		c.beyond(path, "number", parsed, most)
	}
	return parsed, true
}

func (c *checks) beyond(path []any, what string, value float64, most int64) {
	if value > 0 {
		c.fault(path, fmt.Sprintf("Too big: expected %s to be <=%d", what, most))
	} else {
		c.fault(path, fmt.Sprintf("Too small: expected %s to be >=-%d", what, most))
	}
}

// convertible is Money within the bounds of what can be converted.
func (c *checks) convertible(path []any, value any) money.Money {
	fields, ok := c.object(path, value)
	if !ok {
		return money.Money{}
	}
	currency, isText := c.currency(at(path, "currency"), fieldOf(fields, "currency"))
	units, unitsWhole := c.whole(at(path, "units"), fieldOf(fields, "units"), largestWhole)
	nanos, nanosWhole := c.whole(at(path, "nanos"), fieldOf(fields, "nanos"), largestNanos)
	if isText && unitsWhole && nanosWhole {
		if units != 0 && nanos != 0 && (units > 0) != (nanos > 0) {
			c.fault(at(path, "nanos"), "must have the sign of units")
		}
		if math.Abs(units) > mostUnits {
			c.fault(at(path, "units"), "must be within ±100000000000")
		}
	}
	return money.Money{Currency: currency, Units: int64(units), Nanos: int64(nanos)}
}

// failed answers the issues found, at most 20.
func (c *checks) failed() []Issue {
	return c.issues[:min(len(c.issues), mostIssues)]
}

func fieldOf(fields map[string]any, name string) any {
	if value, ok := fields[name]; ok {
		return value
	}
	return Absent{}
}

// at is a path one step further in, on memory of its own.
func at(path []any, step any) []any {
	return append(append(make([]any, 0, len(path)+1), path...), step)
}

func typeOf(value any) string {
	switch value.(type) {
	case Absent:
		return "undefined"
	case nil:
		return "null"
	case map[string]any:
		return "object"
	case []any:
		return "array"
	case string:
		return "string"
	case bool:
		return "boolean"
	default:
		return "number"
	}
}
