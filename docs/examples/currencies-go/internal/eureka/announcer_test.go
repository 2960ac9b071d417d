package eureka

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

func TestRegistersFollowsReadinessIsToldAgainAndWithdraws(t *testing.T) {
	requests := make(chan string, 100)
	registry := httptest.NewServer(http.HandlerFunc(func(response http.ResponseWriter, request *http.Request) {
		var body struct{ Instance map[string]any }
		_ = json.NewDecoder(request.Body).Decode(&body)
		status, _ := body.Instance["status"].(string)
		requests <- strings.TrimSpace(request.Method + " " + request.URL.Path + " " + status)
		response.WriteHeader(http.StatusNoContent)
	}))
	defer registry.Close()
	var ready atomic.Bool
	// The first server of the two is away.
	announcer := Announce([]string{"http://127.0.0.1:1/eureka", registry.URL + "/eureka"},
		Instance{ID: "a 1", Host: "127.0.0.1", LinkPort: 4000}, ready.Load)
	expect(t, requests, "POST /eureka/apps/CURRENCIES DOWN")
	ready.Store(true)
	expect(t, requests, "POST /eureka/apps/CURRENCIES UP")
	if trouble := announcer.Trouble(); trouble != "" {
		t.Error(trouble)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	announcer.Withdraw(ctx)
	expect(t, requests, "DELETE /eureka/apps/CURRENCIES/"+announcer.instance.recordID())
}

func TestRecordsWhereCallsAreTaken(t *testing.T) {
	record := Instance{ID: "a-1", Host: "::1", LinkPort: 4000, Zone: "z"}.record("UP", 7)["instance"].(map[string]any)
	metadata := record["metadata"].(map[string]string)
	if record["instanceId"] != "a-1:currencies" || metadata["carveout.link"] != "4000" || metadata["carveout.id"] != "a-1" ||
		metadata["zone"] != "z" || record["healthCheckUrl"] != "http://[::1]:4000/health/ready" {
		t.Errorf("%v", record)
	}
	if _, told := metadata["carveout.http"]; told {
		t.Error("tells a port that is not there")
	}
}

func expect(t *testing.T, requests <-chan string, want string) {
	t.Helper()
	select {
	case got := <-requests:
		if got != want {
			t.Errorf("%s, not %s", got, want)
		}
	case <-time.After(10 * time.Second):
		t.Fatalf("no %s", want)
	}
}
