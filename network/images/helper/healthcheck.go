// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"
)

const patience = 3 * time.Second

// healthcheck asks http://… for a 2xx answer, or tcp:host:port for an open door.
func healthcheck(target string) error {
	if address, isPort := strings.CutPrefix(target, "tcp:"); isPort {
		connection, err := net.DialTimeout("tcp", address, patience)
		if err != nil {
			return err
		}
		return connection.Close()
	}
	client := http.Client{Timeout: patience}
	answer, err := client.Get(target)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode/100 != 2 {
		return fmt.Errorf("%s answered %s", target, answer.Status)
	}
	return nil
}
