// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// The variable that Fabric's own core.yaml passes on to its chaincode-as-a-service builder, whose place
// this one takes. Here it names the directory of the peer's TLS files, so that no package carries a key
// and every organisation installs the same package, with the same package id.
const tlsDirectory = "CHAINCODE_AS_A_SERVICE_BUILDER_CONFIG"

const connectionFile = "connection.json"

type metadata struct {
	Type string `json:"type"`
}

// connection is the part of Fabric's connection.json that the package chooses.
type connection struct {
	Address     string `json:"address"`
	DialTimeout string `json:"dial_timeout,omitempty"`
}

// securedConnection is what the peer reads: always mutual TLS.
type securedConnection struct {
	connection
	TLSRequired        bool   `json:"tls_required"`
	ClientAuthRequired bool   `json:"client_auth_required"`
	ClientKey          string `json:"client_key"`
	ClientCert         string `json:"client_cert"`
	RootCert           string `json:"root_cert"`
}

// detect accepts a package whose metadata says it is chaincode as a service.
func detect(metadataDir string) error {
	var meta metadata
	if err := readJSON(filepath.Join(metadataDir, "metadata.json"), &meta); err != nil {
		return err
	}
	if strings.ToLower(meta.Type) != "ccaas" {
		return fmt.Errorf("chaincode type %q is not ccaas", meta.Type)
	}
	return nil
}

// build keeps what release needs: there is nothing to compile.
func build(sourceDir, outputDir string) error {
	var wanted connection
	if err := readJSON(filepath.Join(sourceDir, connectionFile), &wanted); err != nil {
		return err
	}
	if wanted.Address == "" {
		return errors.New("the package's connection.json names no address")
	}
	return writeJSON(filepath.Join(outputDir, connectionFile), wanted)
}

// release tells the peer where the chaincode listens and how to prove who it is.
func release(buildDir, releaseDir string) error {
	var wanted connection
	if err := readJSON(filepath.Join(buildDir, connectionFile), &wanted); err != nil {
		return err
	}
	secured, err := secure(wanted, os.Getenv(tlsDirectory))
	if err != nil {
		return err
	}
	target := filepath.Join(releaseDir, "chaincode", "server")
	if err := os.MkdirAll(target, 0o700); err != nil {
		return err
	}
	return writeJSON(filepath.Join(target, connectionFile), secured)
}

func secure(wanted connection, dir string) (securedConnection, error) {
	secured := securedConnection{connection: wanted, TLSRequired: true, ClientAuthRequired: true}
	if dir == "" {
		return secured, errors.New(tlsDirectory + " names no directory of TLS files")
	}
	for file, field := range map[string]*string{
		"client.key": &secured.ClientKey, "client.crt": &secured.ClientCert, "ca.crt": &secured.RootCert,
	} {
		pem, err := os.ReadFile(filepath.Join(dir, file))
		if err != nil {
			return secured, err
		}
		*field = string(pem)
	}
	return secured, nil
}

func readJSON(path string, into any) error {
	raw, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	return json.Unmarshal(raw, into)
}

func writeJSON(path string, value any) error {
	raw, err := json.Marshal(value)
	if err != nil {
		return err
	}
	return os.WriteFile(path, raw, 0o600)
}
