package link

import (
	"bufio"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"

	"carveout.example/currencies/internal/core"
	"carveout.example/currencies/internal/life"
)

const call = `["supported","i","c","orders",9e15,null,null,null,null,{}]` + "\n"

func send(server *Server, change func(*http.Request), body string) *httptest.ResponseRecorder {
	request := httptest.NewRequest(http.MethodPost, "/calls/currencies", strings.NewReader(body))
	request.Header.Set("Content-Type", callsContent)
	request.Header.Set("Authorization", "Bearer s3cret")
	change(request)
	response := httptest.NewRecorder()
	server.ServeHTTP(response, request)
	return response
}

func newServer() *Server {
	kinds := []string{"value", "declared", "invalid", "denied", "not-sent", "outcome-unknown", "fault"}
	return &Server{Runner: NewRunner(life.NewCounts(core.Names, kinds)), State: &life.State{}, Secret: "s3cret"}
}

func TestAnswersEveryCallOfABatchOnce(t *testing.T) {
	response := send(newServer(), func(*http.Request) {}, strings.Repeat(call, mostCalls))
	lines := strings.Split(strings.TrimSuffix(response.Body.String(), "\n"), "\n")
	seen := map[string]bool{}
	for _, line := range lines {
		seen[strings.SplitN(line, ",", 2)[0]] = true
	}
	if response.Code != http.StatusOK || len(lines) != mostCalls || len(seen) != mostCalls {
		t.Errorf("%d: %d lines of %d calls", response.Code, len(lines), len(seen))
	}
}

func TestRefusesABatchAsAWholeAndSaysSo(t *testing.T) {
	as := func(name, value string) func(*http.Request) {
		return func(request *http.Request) { request.Header.Set(name, value) }
	}
	cases := []struct {
		change func(*http.Request)
		body   string
		status int
		code   string
	}{
		{as("Authorization", "Bearer s3creT"), call, 401, "CARV-303"},
		{as("Authorization", "Bearer"), call, 401, "CARV-303"},
		{as("Content-Type", "application/json"), call, 415, "CARV-302"},
		{as("Content-Encoding", "gzip"), call, 415, "CARV-302"},
		{func(r *http.Request) { r.URL.Path = "/calls/orders" }, call, 404, "CARV-432"},
		{func(r *http.Request) { r.URL.Path = "/api/currencies" }, call, 404, "CARV-432"},
		{func(r *http.Request) { r.Method = http.MethodGet }, call, 405, "CARV-302"},
		{func(*http.Request) {}, "", 400, "CARV-302"},
		{func(*http.Request) {}, strings.TrimSpace(call), 400, "CARV-302"},
		{func(*http.Request) {}, strings.Repeat(call, mostCalls+1), 413, "CARV-436"},
		{func(r *http.Request) { r.ContentLength = -1 }, strings.Repeat(" ", mostBytes) + "\n", 413, "CARV-436"},
	}
	for _, one := range cases {
		response := send(newServer(), one.change, one.body)
		if response.Code != one.status || response.Header().Get("carveout-refused") != one.code {
			t.Errorf("%d %s, not %d %s", response.Code, response.Header().Get("carveout-refused"), one.status, one.code)
		}
	}
}

func TestTakesNothingWhileItStops(t *testing.T) {
	server := newServer()
	server.State.Stop()
	response := send(server, func(*http.Request) {}, call)
	if response.Code != http.StatusServiceUnavailable || response.Header().Get("carveout-refused") != "CARV-314" {
		t.Errorf("%d", response.Code)
	}
}

func TestAPanicIsAFaultWithoutDetails(t *testing.T) {
	runner := newServer().Runner
	runner.answer = func(string, string, any) core.Reply { panic("secret detail") }
	if got := runner.Answer("supported", "orders", nil); !reflect.DeepEqual(got, core.Broken()) {
		t.Errorf("%v", got)
	}
}

func TestWritesEachAnswerAsItsCallEnds(t *testing.T) {
	read := make(chan struct{})
	server := newServer()
	server.Runner.answer = func(operation, _ string, _ any) core.Reply {
		if operation == "slow" {
			<-read
		}
		return core.Reply{Kind: core.Value, Data: operation}
	}
	listening := httptest.NewServer(server)
	defer listening.Close()
	batch := strings.Replace(call, "supported", "slow", 1) + call
	request, _ := http.NewRequest(http.MethodPost, listening.URL+"/calls/currencies", strings.NewReader(batch))
	request.Header.Set("Content-Type", callsContent)
	request.Header.Set("Authorization", "Bearer s3cret")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	lines := bufio.NewScanner(response.Body)
	lines.Scan()
	first := lines.Text()
	close(read)
	lines.Scan()
	if first != `[1,0,"supported"]` || lines.Text() != `[0,0,"slow"]` {
		t.Errorf("%s, then %s", first, lines.Text())
	}
}
