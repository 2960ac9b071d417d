package eureka

import (
	"crypto/sha256"
	"encoding/hex"
	"net"
	"regexp"
	"strconv"
)

const (
	app          = "CURRENCIES"
	module       = "currencies"
	renewSeconds = 5
	leaseSeconds = 3 * renewSeconds
)

// Instance is this process as others find it.
type Instance struct {
	ID, Host, Zone string
	// 0 for none.
	Port, LinkPort int
}

var unfit = regexp.MustCompile(`[^\w.:-]`)

// recordID stands in paths, where a server refuses some characters even when they are escaped.
func (i Instance) recordID() string {
	safe := unfit.ReplaceAllString(i.ID, "_")
	if safe != i.ID {
		hash := sha256.Sum256([]byte(i.ID))
		safe += "-" + hex.EncodeToString(hash[:])[:8]
	}
	return safe + ":" + module
}

// record is what is posted: an InstanceInfo as the Java client's JSON has it.
func (i Instance) record(status string, dirtyAt int64) map[string]any {
	port := i.Port
	if port == 0 {
		port = i.LinkPort
	}
	metadata := map[string]string{"carveout.id": i.ID}
	if i.Port != 0 {
		metadata["carveout.http"] = strconv.Itoa(i.Port)
	}
	if i.Zone != "" {
		metadata["zone"] = i.Zone
	}
	record := map[string]any{
		"instanceId":       i.recordID(),
		"app":              app,
		"hostName":         i.Host,
		"ipAddr":           i.Host,
		"vipAddress":       module,
		"secureVipAddress": module,
		"status":           status,
		"port":             map[string]any{"$": port, "@enabled": "true"},
		"securePort":       map[string]any{"$": port, "@enabled": "false"},
		"dataCenterInfo": map[string]any{
			"@class": "com.netflix.appinfo.InstanceInfo$DefaultDataCenterInfo",
			"name":   "MyOwn",
		},
		"leaseInfo":          map[string]any{"renewalIntervalInSecs": renewSeconds, "durationInSecs": leaseSeconds},
		"lastDirtyTimestamp": strconv.FormatInt(dirtyAt, 10),
		"metadata":           metadata,
	}
	if i.LinkPort != 0 {
		metadata["carveout.link"] = strconv.Itoa(i.LinkPort)
		page := "http://" + net.JoinHostPort(i.Host, strconv.Itoa(i.LinkPort)) + "/health/ready"
		record["healthCheckUrl"], record["statusPageUrl"] = page, page
	}
	return map[string]any{"instance": record}
}
