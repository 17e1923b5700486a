/**
 * How a bucket is opened whose absent keys mean something: each `get` asks the leader. A direct read is
 * answered by any replica, also by one that is catching up after a restart and does not have the key yet. To
 * be spread: the library writes into what it is given.
 */
export const FROM_THE_LEADER = Object.freeze({ allow_direct: false });
