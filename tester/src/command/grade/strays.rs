//! Processes that slipped out of their group: daemons, say, which take care to be nobody's.
//!
//! Linux gives every orphan to its nearest ancestor that has asked for orphans: each worker asks,
//! and so does the command, for workers that are ended by force. Elsewhere orphans go to the
//! system, and cannot be told from others; a process group (on Windows a job) holds the rest.

#[cfg(not(target_os = "linux"))]
pub use elsewhere::{adopt, end};
#[cfg(target_os = "linux")]
pub use linux::{adopt, end};

#[cfg(not(target_os = "linux"))]
mod elsewhere {
    use std::collections::HashSet;

    pub fn adopt() -> HashSet<u32> {
        HashSet::new()
    }

    pub fn end(_spare: &HashSet<u32>) {}
}

#[cfg(target_os = "linux")]
mod linux {
    use rustix::process::{
        Pid, Signal, WaitOptions, getpid, kill_process, set_child_subreaper, waitpid,
    };
    use std::collections::HashSet;
    use std::fs;

    /// How often it is looked again: each time, children of those that were ended come up.
    const ROUNDS: usize = 1000;

    /// From now on this process gets its descendants' orphans. The children that it has already
    /// are nobody's business here: a script may have started something and then become this process.
    pub fn adopt() -> HashSet<u32> {
        // Old kernels know no such thing: daemons then stay behind.
        let _ = set_child_subreaper(Some(getpid()));
        let children = processes().into_iter().filter(|(_, parent)| *parent == own_id());
        children.map(|(pid, _)| pid).collect()
    }

    fn own_id() -> u32 {
        getpid().as_raw_nonzero().get().cast_unsigned()
    }

    /// Ends all children of this process, and theirs, but not the trees under those to `spare`.
    pub fn end(spare: &HashSet<u32>) {
        for _ in 0..ROUNDS {
            let strays = stopped(spare);
            if strays.is_empty() {
                return;
            }
            signal(&strays, Signal::KILL);
            for stray in strays.iter().filter_map(|pid| process(*pid)) {
                // Waits for those that are our children; the others are somebody else's for now.
                let _ = waitpid(Some(stray), WaitOptions::empty());
            }
        }
    }

    /// All strays, each stopped, so that none can start another any more.
    fn stopped(spare: &HashSet<u32>) -> HashSet<u32> {
        let mut found = HashSet::new();
        loop {
            let strays = descendants(spare);
            let fresh: HashSet<u32> = strays.difference(&found).copied().collect();
            if fresh.is_empty() {
                return strays;
            }
            signal(&fresh, Signal::STOP);
            found.extend(fresh);
        }
    }

    fn descendants(spare: &HashSet<u32>) -> HashSet<u32> {
        let all = processes();
        let mut family = HashSet::new();
        let mut parents = vec![own_id()];
        while let Some(parent) = parents.pop() {
            let children = all.iter().filter(|(pid, of)| *of == parent && !spare.contains(pid));
            for (pid, _) in children {
                if family.insert(*pid) {
                    parents.push(*pid);
                }
            }
        }
        family
    }

    /// All processes, each with its parent.
    fn processes() -> Vec<(u32, u32)> {
        let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
        let pids = entries.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
        pids.filter_map(|pid| Some((pid, parent_of(pid)?))).collect()
    }

    fn parent_of(pid: u32) -> Option<u32> {
        let stat = fs::read(format!("/proc/{pid}/stat")).ok()?;
        // The name, in parentheses, can be anything; state and parent come after it.
        let name_ends = stat.iter().rposition(|&byte| byte == b')')?;
        let rest = std::str::from_utf8(stat.get(name_ends + 1..)?).ok()?;
        rest.split_whitespace().nth(1)?.parse().ok()
    }

    fn signal(pids: &HashSet<u32>, signal: Signal) {
        for pid in pids.iter().filter_map(|pid| process(*pid)) {
            let _ = kill_process(pid, signal); // one that is gone already needs none
        }
    }

    fn process(pid: u32) -> Option<Pid> {
        Pid::from_raw(pid.cast_signed())
    }
}
