// SPDX-License-Identifier: Apache-2.0

// Command helper is what the images need and Fabric's programs do not bring: the external builder for
// chaincode as a service (run as detect, build and release, as Fabric's external builders are named) and
// the probe behind every image's health check (run as healthcheck). One static program, because the
// images hold no shell.
package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	if err := run(filepath.Base(os.Args[0]), os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(name string, args []string) error {
	switch name {
	case "detect":
		return withArgs(args, 2, func() error { return detect(args[1]) })
	case "build":
		return withArgs(args, 3, func() error { return build(args[0], args[2]) })
	case "release":
		return withArgs(args, 2, func() error { return release(args[0], args[1]) })
	case "healthcheck":
		return withArgs(args, 1, func() error { return healthcheck(args[0]) })
	}
	return errors.New("run as detect, build, release or healthcheck, not " + name)
}

func withArgs(args []string, want int, do func() error) error {
	if len(args) < want {
		return fmt.Errorf("expected %d arguments, got %d", want, len(args))
	}
	return do()
}
