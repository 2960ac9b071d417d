// A deployable of another language: the module currencies in Go, at the place of its TypeScript core.
package main

import (
	"context"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"carveout.example/currencies/internal/settings"
)

func main() {
	slog.SetDefault(slog.New(slog.NewJSONHandler(os.Stdout, nil)))
	found, err := settings.Read(os.Getenv)
	if err != nil {
		slog.Error("cannot start", "err", err.Error())
		os.Exit(1)
	}
	// A second signal ends the process at once, as it usually does.
	stop, forget := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	context.AfterFunc(stop, forget)
	if err := run(stop, found); err != nil {
		slog.Error("cannot start", "err", err.Error())
		os.Exit(1)
	}
}
