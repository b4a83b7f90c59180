# shellcheck shell=bash
# Who may do what in Redis. Each user has exactly its commands and keys; sign-in itself (AUTH, HELLO's part of it, RESET, QUIT) needs no right.
# Keys: rate:* (rate limits, hashes whose fields expire), cache:* (always with a time to live), state:* (small state without one).
# Channels: live:*.

# What a client library asks when it connects.
readonly connection='+ping +hello +client|setinfo +client|setname +client|id'

# Of each user: the secret's name, then its rules.
users() {
  # No EVAL of FUNCTION libraries and no KEYS or SCAN: whoever takes over an API sees what it can name.
  printf '%s\n' "zakpos_api redis_api_password ~rate:* ~cache:* ~state:* &live:* $connection \
+get +set +setex +psetex +getdel +getex +del +unlink +mget +exists +incr +incrby +decr +expire +pexpire +ttl +pttl \
+hget +hmget +hset +hsetex +hsetnx +hgetex +hgetall +hdel +hincrby +hlen +hexpire +hpexpire +httl +hpttl +hpersist \
+eval +evalsha +script|load +script|exists +multi +exec +discard +watch +unwatch \
+publish +spublish +subscribe +unsubscribe +psubscribe +punsubscribe +ssubscribe +sunsubscribe"
  # Tells the replicas what happened, and drops what has become stale.
  printf '%s\n' "zakpos_worker redis_worker_password ~cache:* &live:* $connection +get +mget +exists +del +unlink +publish +spublish"
  # Operators: `zakpos` rotates passwords, saves, reads the slow log. SHUTDOWN is the engine's work.
  printf '%s\n' "zakpos_admin redis_admin_password ~* &* +@all -shutdown"
  # Counts and times; no key, no value, no address of a client.
  printf '%s\n' "zakpos_metrics redis_metrics_password $connection +info +dbsize +slowlog|len +latency|latest +latency|histogram +memory|stats"
  # One key, written to see that writing works.
  printf '%s\n' "zakpos_health redis_health_password ~health:probe $connection +set"
}
