package door

import (
	"net/url"
	"slices"

	"carveout.example/currencies/internal/core"
	"carveout.example/currencies/internal/wire/jsontext"
)

// fields are those of an input, each with its own; the door refuses others.
type fields map[string]fields

var (
	convertFields   = fields{"from": {"currency": nil, "units": nil, "nanos": nil}, "to": nil}
	supportedFields = fields{}
)

// compose makes an input of the query string and the body, and tells what cannot be in it.
func compose(known fields, query url.Values, body any) (map[string]any, []core.Issue) {
	var issues []core.Issue
	input := map[string]any{}
	for name, texts := range query {
		input[name] = fromText(known[name], texts)
	}
	if given, isObject := body.(map[string]any); isObject {
		for name, value := range given {
			if _, twice := input[name]; twice {
				issues = append(issues, core.Issue{Path: []any{name}, Message: "given more than once: in the path, the query or the body"})
			} else {
				input[name] = value
			}
		}
	} else if body != (core.Absent{}) {
		issues = append(issues, core.Issue{Path: []any{}, Message: "the body must be a JSON object"})
	}
	return input, append(issues, unknownFields(known, input, nil)...)
}

// fromText is a value of the query string: where an object is wanted it is JSON text, and otherwise text.
func fromText(inside fields, texts []string) any {
	if len(texts) > 1 {
		list := make([]any, len(texts))
		for index, text := range texts {
			list[index] = text
		}
		return list
	}
	if inside != nil {
		if value, err := jsontext.Decode([]byte(texts[0])); err == nil {
			return value
		}
	}
	return texts[0]
}

func unknownFields(known fields, value any, path []any) []core.Issue {
	given, isObject := value.(map[string]any)
	if !isObject || known == nil {
		return nil
	}
	var issues []core.Issue
	for name, inner := range given {
		here := append(slices.Clone(path), name)
		if inside, isKnown := known[name]; isKnown {
			issues = append(issues, unknownFields(inside, inner, here)...)
		} else {
			issues = append(issues, core.Issue{Path: here, Message: "unknown field"})
		}
	}
	return issues
}
