// Package life tells at what point of its life the process is, and what it has done.
package life

import "sync/atomic"

// State of the process, for all its ports.
type State struct {
	ready, stopping atomic.Bool
}

// Ready is what /health/ready tells.
func (s *State) Ready() bool { return s.ready.Load() }

// SetReady says whether others may send requests here.
func (s *State) SetReady(ready bool) { s.ready.Store(ready) }

// Stopping is true once no more calls are taken.
func (s *State) Stopping() bool { return s.stopping.Load() }

// Stop refuses calls from now on.
func (s *State) Stop() { s.stopping.Store(true) }
