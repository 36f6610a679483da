package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// script lets wrk ask for one address after the other, from its own place in the list, and tell the
// figures in a line we can read.
const script = `
local urls, headers, n = {}, {}, 0
function init(args)
  for line in io.lines(args[1]) do urls[#urls + 1] = line end
  if args[2] ~= "" then headers["Cookie"] = args[2] end
  headers["Accept-Encoding"] = "gzip"
  math.randomseed(tonumber(string.match(tostring({}), "0x(%x+)"), 16) % 2147483647)
  n = math.random(#urls)
end
function request()
  n = n % #urls + 1
  return wrk.format("GET", urls[n], headers)
end
function done(summary, latency)
  local e = summary.errors
  io.write(string.format("RESULT %f %f %d\n", summary.requests / summary.duration * 1e6, latency:percentile(99) / 1000,
    e.connect + e.read + e.write + e.status + e.timeout))
end
`

type result struct {
	rate, p99 float64 // a second; milliseconds
}

// load asks for the addresses with wrk; an answer that is not a success is an error. It warms up first.
func (b *bench) load(ctx context.Context, address string, urls []string) (result, error) {
	lua, list := filepath.Join(b.dir, "load.lua"), filepath.Join(b.dir, "urls")
	if err := errors.Join(os.WriteFile(lua, []byte(script), 0o600), os.WriteFile(list, []byte(strings.Join(urls, "\n")+"\n"), 0o600)); err != nil {
		return result{}, err
	}
	if err := b.look(ctx, address+urls[0]); err != nil {
		return result{}, err
	}
	var r result
	for _, seconds := range []string{"1s", b.duration.String()} {
		out, err := exec.CommandContext(ctx, "wrk", "-t2", fmt.Sprintf("-c%d", b.connections), "-d"+seconds, "--timeout", "20s",
			"-s", lua, address, "--", list, b.cookie).CombinedOutput()
		_, line, ok := strings.Cut(string(out), "RESULT ")
		if err != nil || !ok {
			return r, fmt.Errorf("wrk: %w\n%s", err, out)
		}
		bad := 0
		if _, err := fmt.Sscan(line, &r.rate, &r.p99, &bad); err != nil {
			return r, err
		}
		if bad > 0 {
			return r, fmt.Errorf("%d answers failed\n%s", bad, out)
		}
	}
	return r, nil
}

// look makes sure that the page is one, with rows if it is a list.
func (b *bench) look(ctx context.Context, address string) error {
	req, err := http.NewRequestWithContext(ctx, "GET", address, nil)
	if err != nil {
		return err
	}
	req.Header.Set("Cookie", b.cookie)
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	rows := strings.Count(string(body), "<tr")
	if resp.StatusCode != http.StatusOK || req.URL.RawQuery != "" && rows < 10 {
		return fmt.Errorf("%s: %s, %d rows", address, resp.Status, rows)
	}
	fmt.Fprintf(os.Stderr, "%s: %d bytes, %d rows\n", req.URL.RequestURI(), len(body), rows)
	return nil
}

// signIn returns the cookie of a new session.
func signIn(address, login, password string) (string, error) {
	c := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := c.PostForm(address+"/sign-in", url.Values{"login": {login}, "password": {password}})
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	var out []string
	for _, k := range resp.Cookies() {
		out = append(out, k.Name+"="+k.Value)
	}
	if resp.StatusCode != http.StatusSeeOther || len(out) == 0 {
		return "", fmt.Errorf("sign-in: %s", resp.Status)
	}
	return strings.Join(out, "; "), nil
}
