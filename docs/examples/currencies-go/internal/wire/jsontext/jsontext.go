// Package jsontext reads and writes JSON as the rest of the kit does.
package jsontext

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
)

// Decode reads one JSON text and nothing behind it. Numbers stay as they are written (json.Number).
func Decode(text []byte) (any, error) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return nil, err
	}
	if _, err := decoder.Token(); err != io.EOF {
		return nil, errors.New("more than one JSON text")
	}
	return value, nil
}

// Encode writes a value as one line, its end included.
func Encode(value any) ([]byte, error) {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(value)
	return text.Bytes(), err
}
