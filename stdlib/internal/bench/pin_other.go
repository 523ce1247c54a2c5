//go:build !linux

package main

func pin() {}

func unpinned(string) {}
