// Verifies exported tiles with Go's transparency log library, which shares no code with ours.
// Usage: verify FOLDER VERIFIER-KEY
package main

import (
	"bytes"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func read(name string) []byte {
	data, err := os.ReadFile(filepath.Join(os.Args[1], name))
	check(err)
	return data
}

// Go puts the tile's height and "data" into paths where C2SP has nothing and "entries".
func path(level int, n int64, width int) string {
	path := tlog.Tile{H: 8, L: level, N: n, W: width}.Path()
	return strings.Replace(strings.Replace(path, "tile/8/", "tile/", 1), "/data/", "/entries/", 1)
}

func main() {
	verifier, err := note.NewVerifier(os.Args[2])
	check(err)
	signed, err := note.Open(read("checkpoint"), note.VerifierList(verifier))
	check(err)
	lines := strings.Split(signed.Text, "\n")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	check(err)

	// Every hash from the entries alone: the library's TileHashReader of version 0.7 does not
	// compare the first few full tiles with their parents, so the tiles are compared below.
	var stored []tlog.Hash
	hashes := tlog.HashReaderFunc(func(indexes []int64) (found []tlog.Hash, err error) {
		for _, i := range indexes {
			found = append(found, stored[i])
		}
		return found, nil
	})
	var bundle []byte
	for n := int64(0); n < size; n++ {
		if n%256 == 0 {
			width := 256
			if size-n < 256 {
				width = int(size - n)
			}
			bundle = read(path(-1, n/256, width))
		}
		end := 2 + int(bundle[0])<<8 + int(bundle[1])
		added, err := tlog.StoredHashes(n, bundle[2:end], hashes)
		check(err)
		stored, bundle = append(stored, added...), bundle[end:]
	}
	root, err := tlog.TreeHash(size, hashes)
	check(err)
	if root.String() != lines[2] {
		log.Fatal("the entries do not give the signed root")
	}
	for level, nodes := 0, size; nodes > 0; level, nodes = level+1, nodes>>8 {
		for n := int64(0); n<<8 < nodes; n++ {
			width := 256
			if nodes-n<<8 < 256 {
				width = int(nodes - n<<8)
			}
			right, err := tlog.ReadTileData(tlog.Tile{H: 8, L: level, N: n, W: width}, hashes)
			check(err)
			if !bytes.Equal(right, read(path(level, n, width))) {
				log.Fatalf("%s does not hold the hashes of the entries", path(level, n, width))
			}
		}
	}
	fmt.Println(size, "entries of", lines[0], "verified")
}
