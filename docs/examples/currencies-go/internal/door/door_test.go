package door

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"carveout.example/currencies/internal/core"
	"carveout.example/currencies/internal/life"
	"carveout.example/currencies/internal/principal"
)

var keys, _ = principal.ReadKeys(`{"keys":[{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}`)

func send(method, target, body string, headers map[string]string) *httptest.ResponseRecorder {
	request := httptest.NewRequest(method, target, strings.NewReader(body))
	request.Header.Set("Content-Type", "application/json")
	for name, value := range headers {
		request.Header.Set(name, value)
	}
	response := httptest.NewRecorder()
	New(&life.State{}, core.Answer, keys).ServeHTTP(response, request)
	return response
}

const good = `{"from":{"currency":"EUR","units":10,"nanos":0},"to":"USD"}`

func TestServesTheHTTPLinesOfTheContract(t *testing.T) {
	response := send("POST", "/api/currencies/convert", good, map[string]string{"X-Request-Id": "r-1"})
	if response.Code != 200 || response.Body.String() != `{"currency":"USD","units":11,"nanos":650000000}` ||
		response.Header().Get("X-Request-Id") != "r-1" {
		t.Errorf("%d %s", response.Code, response.Body)
	}
	if response := send("GET", "/api/currencies", "", nil); response.Code != 200 || !strings.Contains(response.Body.String(), `"EUR"`) {
		t.Errorf("%d %s", response.Code, response.Body)
	}
}

func TestSaysNothingOfCachesWhereAnybodyMayAsk(t *testing.T) {
	for _, response := range []*httptest.ResponseRecorder{
		send("GET", "/api/currencies/", "", nil),
		send("POST", "/api/currencies/convert/", good, map[string]string{"Idempotency-Key": `"k-1"`}),
	} {
		if _, says := response.Header()["Cache-Control"]; says || response.Code != 200 {
			t.Errorf("%d %v", response.Code, response.Header())
		}
	}
}

func TestTellsProblems(t *testing.T) {
	cases := []struct {
		method, target, body string
		headers              map[string]string
		status               int
		says                 string
	}{
		{"POST", "/api/currencies/convert", `{"from":`, nil, 400, `"CARV-317"`},
		{"POST", "/api/currencies/convert", `3`, nil, 400, `"CARV-317"`},
		{"POST", "/api/currencies/convert", good, map[string]string{"Content-Type": "text/plain"}, 415, `"CARV-317"`},
		{"POST", "/api/currencies/convert", strings.Repeat(" ", 70_000), nil, 413, `"CARV-317"`},
		{"POST", "/api/currencies/convert", ``, nil, 400, `{"path":["to"]`},
		{"POST", "/api/currencies/convert?to=EUR", good, nil, 400, `given more than once`},
		{"POST", "/api/currencies/convert", `{"from":{"more":1},"to":"EUR"}`, nil, 400, `{"path":["from","more"],"message":"unknown field"}`},
		{"POST", "/api/currencies/convert", strings.Replace(good, "USD", "XXX", 1), nil, 404, `"data":{"currency":"XXX"}`},
		{"GET", "/api/currencies?a=1", ``, nil, 400, `{"path":["a"],"message":"unknown field"}`},
		{"GET", "/api/currencies/convert", ``, nil, 405, `about:blank`},
		{"GET", "/calls/currencies", ``, nil, 404, `about:blank`},
		{"GET", "/api/currencies//", ``, nil, 404, `about:blank`},
		{"GET", "/api/currencies%2F", ``, nil, 404, `about:blank`},
		{"GET", "/api/currencies", ``, map[string]string{"Carveout-Principal": "a.b.c"}, 401, `"CARV-343"`},
		{"POST", "/api/currencies/convert", good, map[string]string{"Idempotency-Key": "a b"}, 400, `{"path":["Idempotency-Key"]`},
	}
	for _, one := range cases {
		response := send(one.method, one.target, one.body, one.headers)
		header := response.Header()
		isProblem := header.Get("Content-Type") == "application/problem+json" && header.Get("Cache-Control") == "no-store" &&
			(header.Get("WWW-Authenticate") == "Bearer") == (response.Code == 401)
		if response.Code != one.status || !isProblem || !strings.Contains(response.Body.String(), one.says) {
			t.Errorf("%s %s %s: %d %s", one.method, one.target, one.body, response.Code, response.Body)
		}
	}
}

func TestAFaultTellsNothingFromInside(t *testing.T) {
	broken := func(string, string, any) core.Reply { return core.Reply{Kind: core.Fault, Message: "secret"} }
	response := httptest.NewRecorder()
	New(&life.State{}, broken, nil).ServeHTTP(response, httptest.NewRequest(http.MethodGet, "/api/currencies?a=1", nil))
	if response.Code != 500 || strings.Contains(response.Body.String(), "secret") {
		t.Errorf("%d %s", response.Code, response.Body)
	}
}
