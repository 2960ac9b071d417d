package main

import (
	"context"
	"log/slog"
	"time"

	"carveout.example/currencies/internal/admin"
	"carveout.example/currencies/internal/core"
	"carveout.example/currencies/internal/door"
	"carveout.example/currencies/internal/eureka"
	"carveout.example/currencies/internal/life"
	"carveout.example/currencies/internal/link"
	"carveout.example/currencies/internal/settings"
)

const (
	stopGrace    = 10 * time.Second
	withdrawTime = 2 * time.Second
)

// Of answers, by their number.
var outcomes = []string{"value", "declared", "invalid", "denied", "not-sent", "outcome-unknown", "fault"}

// run serves until it is told to stop, and returns when what had begun has ended.
func run(stop context.Context, s settings.Settings) error {
	state := &life.State{}
	counts := life.NewCounts(core.Names, outcomes)
	runner := link.NewRunner(counts)
	var announced *eureka.Announcer
	health := func() map[string]map[string]string { return healthOf(announced) }

	if s.Port != settings.None && s.GatewayKeys == nil {
		slog.Warn("CARVEOUT_GATEWAY_KEYS is not set: whoever the gateway says makes a request, here it is nobody")
	}
	var open servers
	if err := open.listen(s.Host, s.Port, untilStopped(state, door.New(state, runner.Answer, s.GatewayKeys))); err != nil {
		return err
	}
	calls := &link.Server{Runner: runner, State: state, Secret: s.Secret}
	if err := open.listen(s.Host, s.LinkPort, untilStopped(state, calls)); err != nil {
		return err
	}
	if err := open.listen("127.0.0.1", s.AdminPort, admin.New(state, counts, health)); err != nil {
		return err
	}
	state.SetReady(true)
	if len(s.EurekaURLs) > 0 {
		announced = eureka.Announce(s.EurekaURLs, eureka.Instance{
			ID: s.Instance, Host: s.Advertise, Zone: s.Zone, Port: open.ports[0], LinkPort: open.ports[1],
		}, state.Ready)
	}
	// What connects before is answered from here on.
	open.serve()
	slog.Info("ready", "event", "ready", "port", open.ports[0], "linkPort", open.ports[1], "adminPort", open.ports[2])
	<-stop.Done()
	end(state, announced, &open, s.Drain)
	return nil
}

// end withdraws, drains, and lets what has begun come to its end.
func end(state *life.State, announced *eureka.Announcer, open *servers, drain time.Duration) {
	slog.Info("stopping")
	state.SetReady(false)
	if announced != nil {
		within, cancel := context.WithTimeout(context.Background(), withdrawTime)
		announced.Withdraw(within)
		cancel()
	}
	// Whoever sends requests here needs a moment to see that readiness has dropped.
	time.Sleep(drain)
	state.Stop()
	within, cancel := context.WithTimeout(context.Background(), stopGrace)
	defer cancel()
	open.close(within)
}

func healthOf(announced *eureka.Announcer) map[string]map[string]string {
	health := map[string]map[string]string{"modules": {"currencies": ""}}
	if announced != nil {
		health["discovery"] = map[string]string{"eureka": announced.Trouble()}
	}
	return health
}
