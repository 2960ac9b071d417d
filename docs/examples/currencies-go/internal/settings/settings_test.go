package settings

import (
	"strings"
	"testing"
	"time"
)

const secret = "0123456789abcdef0123456789abcdef"

func read(variables map[string]string) (Settings, error) {
	return Read(func(name string) string { return variables[name] })
}

func TestDefaultsAreThoseOfDevelopment(t *testing.T) {
	found, err := read(map[string]string{"LINK_PORT": "4000", "EUREKA_URL": " http://one/eureka/,http://two/eureka"})
	if err != nil || found.Host != "127.0.0.1" || found.Advertise != "127.0.0.1" || found.LinkPort != 4000 || found.Drain != 0 {
		t.Errorf("%+v %v", found, err)
	}
	if strings.Join(found.EurekaURLs, " ") != "http://one/eureka http://two/eureka" {
		t.Errorf("%q", found.EurekaURLs)
	}
}

func TestProductionDrainsAndRefusesWhatIsNotSafe(t *testing.T) {
	_, err := read(map[string]string{"NODE_ENV": "production", "LINK_PORT": "4000"})
	if err == nil || strings.Count(err.Error(), "CARV-431") != 2 {
		t.Errorf("%v", err)
	}
	safe := map[string]string{"NODE_ENV": "production", "LINK_PORT": "4000", "CARVEOUT_HOST": "127.0.0.1"}
	safe["CARVEOUT_LINK_SECRET"] = secret
	if found, err := read(safe); err != nil || found.Drain != 3*time.Second {
		t.Errorf("%+v %v", found, err)
	}
}

func TestTellsEveryFaultAtOnceAndNoSecret(t *testing.T) {
	wrong := map[string]string{"PORT": "x", "LINK_PORT": "4000", "ADMIN_PORT": "65536", "CARVEOUT_DRAIN_MS": "-1", "CARVEOUT_LINK_SECRET": "short"}
	_, err := read(wrong)
	if err == nil || strings.Count(err.Error(), "CARV-633") != 4 || strings.Contains(err.Error(), "short") {
		t.Errorf("%v", err)
	}
}

func TestNobodyCouldCallWithoutAPortForCalls(t *testing.T) {
	_, err := read(map[string]string{"PORT": "4000", "LINK_PORT": ""})
	if err == nil || !strings.Contains(err.Error(), "CARV-632: LINK_PORT is not set") {
		t.Errorf("%v", err)
	}
}

func TestReadsWhoseWordCountsBehindAGateway(t *testing.T) {
	production := map[string]string{"NODE_ENV": "production", "LINK_PORT": "4000", "CARVEOUT_HOST": "127.0.0.1", "PORT": "4001"}
	production["CARVEOUT_LINK_SECRET"] = secret
	if _, err := read(production); err == nil || !strings.Contains(err.Error(), "CARV-344") {
		t.Errorf("%v", err)
	}
	production["CARVEOUT_GATEWAY_KEYS"] = `{"keys":[{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","kid":"one"}]}`
	if found, err := read(production); err != nil || found.GatewayKeys["one"] == nil {
		t.Errorf("%+v %v", found, err)
	}
	production["CARVEOUT_GATEWAY_KEYS"] = "hunter2"
	if _, err := read(production); err == nil || !strings.Contains(err.Error(), "CARV-345") || strings.Contains(err.Error(), "hunter2") {
		t.Errorf("%v", err)
	}
}
