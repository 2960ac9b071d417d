// Package eureka lets others find this process through a Eureka registry, with its REST operations.
package eureka

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"sync"
	"time"
)

const (
	// How often readiness is looked at.
	lookTime  = 250 * time.Millisecond
	renewTime = renewSeconds * time.Second
)

// Announcer keeps the record of this process as it should be, until it is withdrawn.
type Announcer struct {
	instance Instance
	servers  servers
	ready    func() bool
	end      context.CancelFunc
	ended    chan struct{}

	mutex   sync.Mutex
	trouble string

	// What the registry was told last; empty where it has heard nothing, or has forgotten it.
	told    string
	dirtyAt int64
	dueAt   time.Time
}

// Announce begins at once, and goes on until Withdraw.
func Announce(urls []string, instance Instance, ready func() bool) *Announcer {
	ctx, end := context.WithCancel(context.Background())
	announcer := &Announcer{instance: instance, servers: servers{urls: urls}, ready: ready, end: end, ended: make(chan struct{})}
	go announcer.run(ctx)
	return announcer
}

// Trouble tells why the registry does not know of this process what it should; empty while it does.
func (a *Announcer) Trouble() string {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	return a.trouble
}

// Withdraw takes the record back. A registration under way ends first: it could list this process again.
func (a *Announcer) Withdraw(ctx context.Context) {
	a.end()
	select {
	case <-a.ended:
	case <-ctx.Done():
	}
	_, err := a.servers.ask(ctx, http.MethodDelete, a.path(), nil, http.StatusOK, http.StatusNoContent, http.StatusNotFound)
	if err != nil {
		slog.Warn("stays in Eureka until its lease is over", "err", err)
	}
}

func (a *Announcer) run(ctx context.Context) {
	defer close(a.ended)
	look := time.NewTicker(lookTime)
	defer look.Stop()
	for {
		a.beat(ctx)
		select {
		case <-look.C:
		case <-ctx.Done():
			return
		}
	}
}

// beat tells the status where it is new, and renews it where that is due.
func (a *Announcer) beat(ctx context.Context) {
	// DOWN and not OUT_OF_SERVICE, which is an operator's word, and outlives what is registered later.
	status := "DOWN"
	if a.ready() {
		status = "UP"
	}
	news := a.told != status
	if time.Now().Before(a.dueAt) && (!news || a.Trouble() != "") {
		return
	}
	err := a.tell(ctx, status, news)
	if ctx.Err() != nil {
		return
	}
	if err != nil {
		a.dueAt = time.Now().Add(time.Second)
		a.setTrouble(fmt.Sprintf("%s cannot be registered: %v", module, err))
		return
	}
	a.told = status
	a.dueAt = time.Now().Add(renewTime)
	a.setTrouble("")
}

func (a *Announcer) tell(ctx context.Context, status string, news bool) error {
	if !news {
		query := fmt.Sprintf("%s?status=%s&lastDirtyTimestamp=%d", a.path(), status, a.dirtyAt)
		known, err := a.servers.ask(ctx, http.MethodPut, query, nil, http.StatusOK, http.StatusNoContent, http.StatusNotFound)
		if err != nil || known != http.StatusNotFound {
			return err
		}
	}
	a.told = ""
	// Later than each before, or the server keeps what it has.
	a.dirtyAt = max(time.Now().UnixMilli(), a.dirtyAt+1)
	_, err := a.servers.ask(ctx, http.MethodPost, app, a.instance.record(status, a.dirtyAt), http.StatusOK, http.StatusNoContent)
	return err
}

func (a *Announcer) path() string { return app + "/" + url.PathEscape(a.instance.recordID()) }

func (a *Announcer) setTrouble(trouble string) {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	if (trouble == "") != (a.trouble == "") {
		slog.Info("Eureka", "trouble", trouble)
	}
	a.trouble = trouble
}
