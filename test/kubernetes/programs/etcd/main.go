// SPDX-License-Identifier: Apache-2.0

// etcd embedded, for tests: `etcd FOLDER CLIENT_URL PEER_URL`. It does not wait for the disk.
package main

import (
	"fmt"
	"log"
	"net/url"
	"os"

	"go.etcd.io/etcd/server/v3/embed"
)

func main() {
	if len(os.Args) != 4 {
		log.Fatal("expected FOLDER CLIENT_URL PEER_URL")
	}
	config := embed.NewConfig()
	config.Dir = os.Args[1]
	config.UnsafeNoFsync = true
	config.LogLevel = "warn"
	config.ListenClientUrls = urls(os.Args[2])
	config.AdvertiseClientUrls = config.ListenClientUrls
	config.ListenPeerUrls = urls(os.Args[3])
	config.AdvertisePeerUrls = config.ListenPeerUrls
	config.InitialCluster = config.InitialClusterFromName(config.Name)
	server, err := embed.StartEtcd(config)
	if err != nil {
		log.Fatal(err)
	}
	<-server.Server.ReadyNotify()
	fmt.Println("ready")
	log.Fatal(<-server.Err())
}

func urls(text string) []url.URL {
	parsed, err := url.Parse(text)
	if err != nil {
		log.Fatal(err)
	}
	return []url.URL{*parsed}
}
