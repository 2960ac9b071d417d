package door

import (
	"net/http"
	"strings"

	"carveout.example/currencies/internal/core"
	"carveout.example/currencies/internal/wire/jsontext"
)

// problem tells an error to the outside (RFC 9457). Nothing from inside is in it.
type problem struct {
	Type      string       `json:"type"`
	Title     string       `json:"title"`
	Status    int          `json:"status"`
	Code      string       `json:"code,omitempty"`
	Detail    string       `json:"detail"`
	Issues    []core.Issue `json:"issues,omitempty"`
	Data      any          `json:"data,omitempty"`
	RequestID string       `json:"requestId"`
}

const errorURN = "urn:carveout:error:"

func kitProblem(status int, code, title, detail string) problem {
	return problem{Type: errorURN + code, Title: title, Status: status, Code: code, Detail: detail}
}

func plainProblem(status int, detail string) problem {
	return problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Detail: detail}
}

func bodyRefused(status int, detail string) problem {
	return kitProblem(status, "CARV-317", "The request body was refused", detail)
}

func principalRefused() problem {
	return kitProblem(http.StatusUnauthorized, "CARV-343", "The word on who makes the request does not hold",
		"Who you are could not be told. Ask again.")
}

func keyRefused() problem {
	return inputRefused([]core.Issue{{Path: []any{"Idempotency-Key"},
		Message: "must be 1 to 128 visible ASCII characters, for example a UUID"}})
}

func inputRefused(issues []core.Issue) problem {
	told := kitProblem(http.StatusBadRequest, "CARV-302", "The input was refused", "The input was refused: see issues.")
	told.Issues = issues
	return told
}

// problemOf tells how a call ended that gave no value. Operations here make no calls: the other kinds do not occur.
func problemOf(operation string, reply core.Reply) problem {
	switch reply.Kind {
	case core.Declared:
		told := problem{Type: errorURN + operation + ":" + reply.Code, Title: reply.Code, Code: reply.Code, Data: reply.Data,
			Status: http.StatusConflict, Detail: operation + " answered " + reply.Code + "."}
		// What the request names does not exist.
		if strings.HasPrefix(reply.Code, "UNKNOWN_") {
			told.Status = http.StatusNotFound
		}
		return told
	case core.Invalid:
		return inputRefused(reply.Issues)
	default:
		return kitProblem(http.StatusInternalServerError, "CARV-306", "The called module broke",
			"Something broke inside. It has been logged under this request id.")
	}
}

func (p problem) tell(response http.ResponseWriter) {
	p.RequestID = response.Header().Get("X-Request-Id")
	text, _ := jsontext.Encode(p)
	response.Header().Set("Content-Type", "application/problem+json")
	if p.Status == http.StatusUnauthorized {
		response.Header().Set("WWW-Authenticate", "Bearer")
	}
	response.WriteHeader(p.Status)
	_, _ = response.Write(text)
}
