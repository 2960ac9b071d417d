package wire

import (
	"carveout.example/currencies/internal/core"
	"carveout.example/currencies/internal/wire/jsontext"
)

// WriteAnswer writes one line for the call at that place in its batch.
func WriteAnswer(index int, reply core.Reply) ([]byte, error) {
	line := []any{index, reply.Kind}
	switch reply.Kind {
	case core.Value:
		line = append(line, reply.Data)
	case core.Declared:
		line = append(line, reply.Code, reply.Data)
	default:
		line = append(line, reply.Code, reply.Message)
		if reply.AfterMs > 0 {
			line = append(line, issuesOrNull(reply), map[string]any{"after": reply.AfterMs})
		} else if reply.Issues != nil {
			line = append(line, reply.Issues)
		}
	}
	return jsontext.Encode(line)
}

func issuesOrNull(reply core.Reply) any {
	if reply.Issues == nil {
		return nil
	}
	return reply.Issues
}
