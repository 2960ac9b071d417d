// Package settings reads the environment that a deployable is given: docs/guides/wire-format.md.
package settings

import (
	"errors"
	"fmt"
	"net"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"

	"carveout.example/currencies/internal/principal"
)

// None in place of a port: there is no such server.
const None = -1

const mostDrain = 60_000

// Settings of one process.
type Settings struct {
	Instance string
	// The address that its servers listen on; that of the admin port is always loopback.
	Host string
	// Where others reach it.
	Advertise string
	// 0 for any free one; a Port that is None for a server that is not wanted.
	Port, LinkPort, AdminPort int
	// By what deployables know each other; empty for none.
	Secret string
	// Whose word counts on who makes a request; without them everybody is nobody.
	GatewayKeys principal.Keys
	EurekaURLs  []string
	Zone        string
	Drain       time.Duration
}

var visible = regexp.MustCompile(`^[\x21-\x7e]{32,}$`)

// Read answers the settings, or every fault of them.
func Read(lookup func(string) string) (Settings, error) {
	production := lookup("NODE_ENV") == "production"
	faults := &faults{lookup: lookup}
	found := Settings{
		Instance:   orElse(lookup("CARVEOUT_DEPLOYABLE_INSTANCE"), ownName()),
		Host:       orElse(lookup("CARVEOUT_HOST"), usual(production, "0.0.0.0", "127.0.0.1")),
		Port:       faults.whole("PORT", None, 65_535),
		LinkPort:   faults.whole("LINK_PORT", None, 65_535),
		AdminPort:  faults.whole("ADMIN_PORT", 0, 65_535),
		Secret:     lookup("CARVEOUT_LINK_SECRET"),
		EurekaURLs: listOf(lookup("EUREKA_URL")),
		Zone:       lookup("CARVEOUT_ZONE"),
		Drain:      time.Duration(faults.whole("CARVEOUT_DRAIN_MS", usual(production, 3_000, 0), mostDrain)) * time.Millisecond,
	}
	found.Advertise = orElse(lookup("CARVEOUT_ADVERTISE"), reachable(found.Host))
	if found.Secret != "" && !visible.MatchString(found.Secret) {
		faults.add("CARV-633: CARVEOUT_LINK_SECRET must be at least 32 visible ASCII characters")
	}
	if text := lookup("CARVEOUT_GATEWAY_KEYS"); text != "" {
		keys, err := principal.ReadKeys(text)
		if err != nil {
			faults.add("CARV-345: CARVEOUT_GATEWAY_KEYS: " + err.Error())
		}
		found.GatewayKeys = keys
	}
	if lookup("CARVEOUT_TLS_CERT") != "" {
		faults.add("CARV-633: CARVEOUT_TLS_CERT is set, and this program speaks no TLS; let a mesh encrypt, or unset it")
	}
	faults.addIf(found.LinkPort == None,
		"CARV-632: LINK_PORT is not set, and this program takes calls over HTTP alone: give the topology links that are http")
	if production {
		faults.addIf(found.Port != None && lookup("CARVEOUT_GATEWAY_KEYS") == "",
			"CARV-344: production needs CARVEOUT_GATEWAY_KEYS at PORT, or nobody could tell the gateway's word from a forged one")
		faults.addIf(found.Secret == "", "CARV-431: production needs CARVEOUT_LINK_SECRET, or whoever reaches the port may call")
		faults.addIf(lookup("CARVEOUT_LINK_PLAINTEXT") != "mesh" && !isLoopback(found.Host),
			"CARV-431: this program speaks no TLS; in production say CARVEOUT_LINK_PLAINTEXT=mesh where a mesh encrypts")
	}
	return found, errors.Join(faults.found...)
}

type faults struct {
	lookup func(string) string
	found  []error
}

func (f *faults) add(text string) { f.found = append(f.found, errors.New(text)) }

func (f *faults) addIf(wrong bool, text string) {
	if wrong {
		f.add(text)
	}
}

func (f *faults) whole(variable string, fallback, most int) int {
	text := f.lookup(variable)
	if text == "" {
		return fallback
	}
	value, err := strconv.ParseUint(text, 10, 32)
	if err != nil || value > uint64(most) {
		f.add(fmt.Sprintf("CARV-633: %s must be a whole number from 0 to %d", variable, most))
	}
	return int(value)
}

func usual[T any](production bool, there, here T) T {
	if production {
		return there
	}
	return here
}

func orElse(text, fallback string) string {
	if text == "" {
		return fallback
	}
	return text
}

func listOf(text string) []string {
	var list []string
	for one := range strings.SplitSeq(text, ",") {
		if one = strings.TrimRight(strings.TrimSpace(one), "/"); one != "" {
			list = append(list, one)
		}
	}
	return list
}

func ownName() string {
	host, _ := os.Hostname()
	return fmt.Sprintf("%s-%d", host, os.Getpid())
}

func isLoopback(host string) bool {
	address := net.ParseIP(host)
	return host == "localhost" || (address != nil && address.IsLoopback())
}

// reachable is this machine's first address that is not loopback, for one that listens everywhere.
func reachable(host string) string {
	if address := net.ParseIP(host); address == nil || !address.IsUnspecified() {
		return host
	}
	addresses, _ := net.InterfaceAddrs()
	for _, address := range addresses {
		if network, ok := address.(*net.IPNet); ok && !network.IP.IsLoopback() && network.IP.To4() != nil {
			return network.IP.String()
		}
	}
	return "127.0.0.1"
}
