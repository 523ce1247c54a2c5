package wire

import (
	"bytes"
	"time"
)

// dateLayout is RFC 3339 with a zone and exactly six fractional digits.
// jupyter_client's parser takes no more than six, so RFC3339Nano breaks it.
const dateLayout = "2006-01-02T15:04:05.000000Z07:00"

// Date is the time in a header. The zero Date is unknown.
type Date struct{ time.Time }

// MarshalJSON writes d in UTC with microseconds.
func (d Date) MarshalJSON() ([]byte, error) {
	return []byte(`"` + d.UTC().Format(dateLayout) + `"`), nil
}

// UnmarshalJSON reads an RFC 3339 date. One that it cannot read is left zero:
// dates are for people, and a front end with a poor clock must not lose its
// messages for it.
func (d *Date) UnmarshalJSON(raw []byte) error {
	d.Time, _ = time.Parse(time.RFC3339Nano, string(bytes.Trim(raw, `"`)))
	return nil
}
