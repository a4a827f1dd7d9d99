// SPDX-License-Identifier: Apache-2.0

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func put(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestDetectRefusesOtherChaincode(t *testing.T) {
	dir := t.TempDir()
	put(t, filepath.Join(dir, "metadata.json"), `{"type":"golang"}`)
	if detect(dir) == nil {
		t.Fatal("accepted golang chaincode")
	}
}

func TestReleaseAlwaysAsksForMutualTLS(t *testing.T) {
	source, built, released, tls := t.TempDir(), t.TempDir(), t.TempDir(), t.TempDir()
	put(t, filepath.Join(source, connectionFile), `{"address":"chaincode-a:9999","tls_required":false}`)
	for _, file := range []string{"client.key", "client.crt", "ca.crt"} {
		put(t, filepath.Join(tls, file), file+" PEM")
	}
	t.Setenv(tlsDirectory, tls)
	if err := run("build", []string{source, "", built}); err != nil {
		t.Fatal(err)
	}
	if err := run("release", []string{built, released}); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(filepath.Join(released, "chaincode", "server", connectionFile))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"tls_required":true`, `"client_auth_required":true`, `"client_key":"client.key PEM"`} {
		if !strings.Contains(string(raw), want) {
			t.Errorf("%s lacks %s", raw, want)
		}
	}
}

func TestReleaseFailsWithoutKeys(t *testing.T) {
	built := t.TempDir()
	put(t, filepath.Join(built, connectionFile), `{"address":"chaincode-a:9999"}`)
	t.Setenv(tlsDirectory, t.TempDir())
	if run("release", []string{built, t.TempDir()}) == nil {
		t.Fatal("released without a client key")
	}
}
