package proof_test

import (
	"testing"
	"time"

	"dudao/internal/base/civil"
	"dudao/internal/feature/identity/proof"
)

var numbers = proof.Rules{
	"password_min": 10, "lock_after": 5, "lock_minutes": 5, "lock_most_minutes": 60, "address_after": 3, "address_minutes": 15,
	"idle_minutes": 30, "session_hours": 12, "password_days": 180, "second_factor": 1,
}

// GB/T 22239—2019 8.1.4.1 a)
func TestPasswordRules(t *testing.T) {
	common := func(s string) bool { return s == "woaibeijing2026" }
	for password, ok := range map[string]bool{
		"Tong-zhou 7": true, "蓝色的河流穿过1座桥城市": true,
		"short-1": false, "zhangwei-2026": false, "abcdefghij": false, "1234567890a": false, "aaaaaaaaaaa1": false,
		"qwertyuiop1": false, "WoAiBeijing2026": false, "onlyletters": false, "张伟的密码-2026": false,
	} {
		err := proof.CheckPassword(numbers, "zhangwei", "张伟", password, common)
		if (err == nil) != ok {
			t.Errorf("%q: %v", password, err)
		}
	}
}

// GB/T 22239—2019 8.1.4.1 b): the wait doubles and has a limit.
func TestLockGrows(t *testing.T) {
	now := civil.At(time.Date(2026, 9, 1, 1, 0, 0, 0, time.UTC))
	var x proof.Try
	for i, want := range []int{0, 0, 0, 0, 5, 10, 20, 40, 60, 60} {
		x = x.Fail(numbers, now)
		if got := int(x.Wait(now).Minutes()); got != want {
			t.Errorf("failure %d waits %d minutes, want %d", i+1, got, want)
		}
	}
	x = x.Fail(numbers, civil.At(now.Add(26*time.Hour)))
	if x.Failures != 1 {
		t.Errorf("a day later: %d failures", x.Failures)
	}
}

// GB/T 22239—2019 8.1.4.1 b): an address has so many tries within a window, whoever it tries.
func TestAddressWindow(t *testing.T) {
	now := civil.At(time.Date(2026, 9, 1, 1, 0, 0, 0, time.UTC))
	var x proof.Try
	for i, want := range []int{0, 0, 15, 15} {
		x = x.FailAddr(numbers, now)
		if got := int(x.Wait(now).Minutes()); got != want {
			t.Errorf("failure %d waits %d minutes, want %d", i+1, got, want)
		}
	}
	if x = x.FailAddr(numbers, civil.At(now.Add(16*time.Minute))); x.Failures != 1 || x.Wait(now) != 15*time.Minute {
		t.Errorf("a window later: %d failures, wait %v", x.Failures, x.Wait(now))
	}
}
