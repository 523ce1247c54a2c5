package transport

import (
	"net"
	"strings"
	"sync"

	"github.com/go-zeromq/zmq4"
)

// Publisher sends every message to all who subscribed to its topic, the first
// frame. Each subscriber has its own queue: one that stops reading delays the
// others by Patience at most, once, and then is disconnected. No other
// subscriber ever misses a message.
type Publisher struct {
	hub *hub
	mu  sync.Mutex // held while publishing, so that all subscribers see one order
	// topics of each subscriber, counted, as one may subscribe twice
	topics map[*peer]map[string]int
}

func newPublisher(ln net.Listener, o Options) *Publisher {
	p := &Publisher{hub: newHub("iopub", zmq4.XPub, ln, o), topics: map[*peer]map[string]int{}}
	p.hub.serve(p.each)
	return p
}

func (p *Publisher) each(sub *peer) error {
	defer p.leave(sub)
	return sub.run(func(frames [][]byte) {
		if len(frames) == 1 && len(frames[0]) > 0 {
			switch topic := string(frames[0][1:]); frames[0][0] {
			case 1:
				p.subscribe(sub, topic)
			case 0:
				p.cancel(sub, topic)
			}
		}
	})
}

// subscribe queues the welcome before the topic counts, and under the lock of
// Publish: so the welcome is ahead of all else.
func (p *Publisher) subscribe(sub *peer, topic string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.hub.Welcome != nil {
		if frames := p.hub.Welcome(topic); len(frames) > 0 {
			sub.send(frames, p.hub.Queue, p.hub.Patience)
		}
	}
	if p.topics[sub] == nil {
		p.topics[sub] = map[string]int{}
	}
	p.topics[sub][topic]++
}

func (p *Publisher) cancel(sub *peer, topic string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch p.topics[sub][topic] {
	case 0: // never subscribed
	case 1:
		delete(p.topics[sub], topic)
	default:
		p.topics[sub][topic]--
	}
}

func (p *Publisher) leave(sub *peer) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.topics, sub)
}

// Publish sends frames to the subscribers of their topic. It waits while the
// queue of one of them is full and that one still reads.
func (p *Publisher) Publish(frames [][]byte) error {
	if p.hub.closing() {
		return ErrClosed
	}
	if len(frames) == 0 {
		return nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	var full []*peer // served last, so that they delay nobody
	for sub, topics := range p.topics {
		if !matches(topics, string(frames[0])) {
			continue
		}
		if room, err := sub.out.push(frames, p.hub.Queue); room != nil && err == nil {
			full = append(full, sub)
		}
	}
	for _, sub := range full {
		if sub.send(frames, p.hub.Queue, p.hub.Patience) == ErrSlow {
			p.hub.Log.Warn("a subscriber stopped reading and was disconnected", "peer", sub.rw.RemoteAddr())
			delete(p.topics, sub)
		}
	}
	return nil
}

func matches(topics map[string]int, topic string) bool {
	for prefix := range topics {
		if strings.HasPrefix(topic, prefix) {
			return true
		}
	}
	return false
}

// Close writes out what is queued and ends the publisher.
func (p *Publisher) Close() { p.hub.close() }
