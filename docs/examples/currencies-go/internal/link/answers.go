package link

import (
	"net/http"
	"time"

	"carveout.example/currencies/internal/core"
	"carveout.example/currencies/internal/wire"
)

// answer runs the calls side by side, and writes each answer when its call has ended.
func (s *Server) answer(response http.ResponseWriter, lines [][]byte) {
	ended := make(chan []byte, len(lines))
	for index, line := range lines {
		go func() { ended <- answerLine(index, s.Runner.Run(line)) }()
	}
	control := http.NewResponseController(response)
	response.Header().Set("Content-Type", callsContent)
	for range lines {
		// Whoever does not read its answers for so long loses the connection.
		_ = control.SetWriteDeadline(time.Now().Add(readTime))
		if _, err := response.Write(<-ended); err != nil {
			// The caller is gone, and knows that it does not know.
			return
		}
		if len(ended) == 0 {
			_ = control.Flush()
		}
	}
}

func answerLine(index int, reply core.Reply) []byte {
	line, err := wire.WriteAnswer(index, reply)
	if err != nil {
		line, _ = wire.WriteAnswer(index, core.Broken())
	}
	return line
}
