package link

import (
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync/atomic"
	"time"

	"carveout.example/currencies/internal/core"
	"carveout.example/currencies/internal/life"
	"carveout.example/currencies/internal/wire"
)

// mostRunning calls run at a time, over all batches.
const mostRunning = 4_096

// Runner runs calls, and counts them.
type Runner struct {
	running atomic.Int64
	counts  *life.Counts
	answer  func(operation, caller string, input any) core.Reply
}

// NewRunner counts what it runs in counts.
func NewRunner(counts *life.Counts) *Runner { return &Runner{counts: counts, answer: core.Answer} }

// Run answers one line of a batch.
func (r *Runner) Run(line []byte) core.Reply {
	call, readable := wire.ReadCall(line)
	if !readable {
		return core.Reply{Kind: core.Invalid, Code: "CARV-302",
			Message: "the host cannot read the call; caller and host speak different versions of the link"}
	}
	if call.Deadline <= float64(time.Now().UnixMilli()) {
		return core.Reply{Kind: core.NotSent, Code: "CARV-313", Message: "the deadline passed before the call was started"}
	}
	defer r.running.Add(-1)
	if r.running.Add(1) > mostRunning {
		return core.Reply{Kind: core.NotSent, Code: "CARV-312", AfterMs: 100,
			Message: fmt.Sprintf("the host runs %d calls already (limit callsRunning)", mostRunning)}
	}
	return r.Answer(call.Operation, call.Caller, call.Input)
}

// Answer runs an operation; what breaks in it is logged, and a fault.
func (r *Runner) Answer(operation, caller string, input any) (reply core.Reply) {
	defer func() {
		if broken := recover(); broken != nil {
			slog.Error("operation broke", "operation", operation, "err", broken, "stack", string(debug.Stack()))
			reply = core.Broken()
		}
		r.counts.Add(operation, int(reply.Kind))
	}()
	return r.answer(operation, caller, input)
}

func (r *Runner) full() bool { return r.running.Load() >= mostRunning }
