package history

import (
	"database/sql"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	_ "modernc.org/sqlite" // registers the driver "sqlite"
)

// schema is read by every kernel that shares the file: change it only with a
// new user_version.
const schema = `
CREATE TABLE IF NOT EXISTS sessions (session INTEGER PRIMARY KEY AUTOINCREMENT, started TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS cells (session INTEGER NOT NULL, line INTEGER NOT NULL, input TEXT NOT NULL, output TEXT,
	PRIMARY KEY (session, line)) WITHOUT ROWID;`

// archive is the file: all sessions of all kernels.
type archive struct {
	db      *sql.DB
	session int
}

// openArchive opens or makes the file and begins a session in it. A lock held
// by another kernel is waited for, two seconds at most. The journal is the plain
// one because shared memory, which the faster kind needs, does not exist on the
// network file systems where home directories often are.
func openArchive(path string) (*archive, int, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, 0, err
	}
	query := url.Values{"_pragma": {"busy_timeout(2000)", "journal_mode(TRUNCATE)", "synchronous(NORMAL)"}, "_txlock": {"immediate"}}
	where := url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: query.Encode()}
	db, err := sql.Open("sqlite", where.String())
	if err != nil {
		return nil, 0, err
	}
	db.SetMaxOpenConns(1)
	session, err := begin(db)
	if err != nil {
		return nil, 0, errors.Join(err, db.Close())
	}
	return &archive{db: db, session: session}, session, nil
}

func begin(db *sql.DB) (int, error) {
	if _, err := db.Exec(schema); err != nil {
		return 0, err
	}
	made, err := db.Exec(`INSERT INTO sessions (started) VALUES (?)`, time.Now().UTC().Format(time.RFC3339))
	if err != nil {
		return 0, err
	}
	session, err := made.LastInsertId()
	return int(session), err
}

// write stores the entries in one transaction.
func (a *archive) write(entries []Entry) error {
	tx, err := a.db.Begin()
	if err != nil {
		return err
	}
	for _, e := range entries {
		if _, err := tx.Exec(`INSERT OR REPLACE INTO cells VALUES (?, ?, ?, ?)`, e.Session, e.Line, e.Input, e.Output); err != nil {
			return errors.Join(err, tx.Rollback())
		}
	}
	return tx.Commit()
}

// search gives the matching cells of the other sessions to take, latest first,
// until take has enough.
func (a *archive) search(pattern string, take func(Entry) bool) error {
	// In SQLite's GLOB a bracket begins a set of characters; here it is itself.
	glob := strings.ReplaceAll(pattern, "[", "[[]")
	return a.query(take, `SELECT session, line, input, output FROM cells
		WHERE session != ? AND input GLOB ? ORDER BY session DESC, line DESC`, a.session, glob)
}

// read gives the cells of one session to take, in order.
func (a *archive) read(session int, take func(Entry) bool) error {
	return a.query(take, `SELECT session, line, input, output FROM cells WHERE session = ? ORDER BY line`, session)
}

func (a *archive) query(take func(Entry) bool, statement string, args ...any) error {
	rows, err := a.db.Query(statement, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var e Entry
		if err := rows.Scan(&e.Session, &e.Line, &e.Input, &e.Output); err != nil {
			return err
		}
		if !take(e) {
			return nil
		}
	}
	return rows.Err()
}

func (a *archive) close() { a.db.Close() }
