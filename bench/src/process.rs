//! Processes: started, watched in `/proc`, and never left behind.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::process::{Child, Command, ExitStatus};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use rustix::process::{Pid, Signal, kill_process};
use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};

/// How often whoever waits looks again.
const TICK: Duration = Duration::from_millis(2);

/// A process that ends, with all its children, when this is dropped.
#[derive(Debug)]
pub struct Running {
    child: Child,
}

impl Running {
    /// Starts a program on these cores only; an empty list leaves it to the system.
    ///
    /// # Errors
    /// It cannot be started.
    pub fn start(command: &mut Command, cores: &[usize]) -> anyhow::Result<Running> {
        let name = command.get_program().to_string_lossy().into_owned();
        let child = on_cores(cores, || command.spawn())?;
        Ok(Running { child: child.with_context(|| format!("cannot start {name}"))? })
    }

    pub fn child(&mut self) -> &mut Child {
        &mut self.child
    }

    /// This process and everything below it.
    ///
    /// # Errors
    /// `/proc` cannot be read.
    pub fn tree(&self) -> io::Result<Vec<u32>> {
        Ok(tree(self.child.id(), &parents()?))
    }

    /// Asks the servers among these processes to end, and waits until all have.
    ///
    /// # Errors
    /// They do not end within that time.
    pub fn end(mut self, spared: Option<u32>, within: Duration) -> anyhow::Result<()> {
        for pid in self.tree()?.into_iter().filter(|pid| Some(*pid) != spared) {
            signal(pid, Signal::TERM);
        }
        match self.wait(within)? {
            Some(_) => Ok(()),
            None => bail!("it does not end when asked to"),
        }
    }

    /// How it ended, if it did within that time.
    fn wait(&mut self, within: Duration) -> io::Result<Option<ExitStatus>> {
        let start = Instant::now();
        loop {
            match self.child.try_wait()? {
                None if start.elapsed() < within => thread::sleep(TICK),
                ended => return Ok(ended),
            }
        }
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        for pid in self.tree().unwrap_or_default() {
            signal(pid, Signal::KILL);
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn signal(pid: u32, signal: Signal) {
    let pid = i32::try_from(pid).ok().and_then(Pid::from_raw);
    let _ = pid.map(|pid| kill_process(pid, signal)); // it may be gone already
}

/// Does something on these cores; a process that it starts stays on them.
///
/// # Errors
/// The system refuses.
pub fn on_cores<T>(cores: &[usize], act: impl FnOnce() -> T) -> io::Result<T> {
    let before = sched_getaffinity(None)?;
    if !cores.is_empty() {
        pin(cores)?;
    }
    let done = act();
    sched_setaffinity(None, &before)?;
    Ok(done)
}

/// Keeps this thread, and what it starts, on these cores.
///
/// # Errors
/// The system refuses.
pub fn pin(cores: &[usize]) -> io::Result<()> {
    let mut set = CpuSet::new();
    cores.iter().for_each(|&core| set.set(core));
    Ok(sched_setaffinity(None, &set)?)
}

/// The cores that this program may use.
///
/// # Errors
/// The system does not say.
pub fn cores() -> io::Result<Vec<usize>> {
    let set = sched_getaffinity(None)?;
    Ok((0..CpuSet::MAX_CPU).filter(|&core| set.is_set(core)).collect())
}

/// The cores for the server and those for the load: half each; a single one is shared.
pub fn halves(cores: &[usize]) -> (Vec<usize>, Vec<usize>) {
    match cores.len() {
        0 | 1 => (cores.to_vec(), cores.to_vec()),
        count => (cores[count / 2..].to_vec(), cores[..count / 2].to_vec()),
    }
}

/// Each process with its parent.
fn parents() -> io::Result<BTreeMap<u32, u32>> {
    let entries = fs::read_dir("/proc")?.filter_map(Result::ok);
    let pids = entries.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    // One that ends meanwhile has no file any more.
    let parent = |pid| parse_stat(&fs::read_to_string(format!("/proc/{pid}/stat")).ok()?);
    Ok(pids.filter_map(|pid| Some((pid, parent(pid)?.parent))).collect())
}

/// The process and its descendants.
fn tree(root: u32, parents: &BTreeMap<u32, u32>) -> Vec<u32> {
    let mut found = vec![root];
    let mut next = 0;
    while let Some(&parent) = found.get(next) {
        found.extend(parents.iter().filter(|(_, above)| **above == parent).map(|(pid, _)| pid));
        next += 1;
    }
    found
}

/// What is of use in `/proc/PID/stat` (proc_pid_stat(5)).
#[derive(Debug, PartialEq, Eq)]
struct Stat {
    parent: u32,
    /// Time spent in the program and in the kernel on its behalf, in ticks.
    ticks: u64,
}

/// The name stands in parentheses, and may have spaces and parentheses of its own.
fn parse_stat(line: &str) -> Option<Stat> {
    let (_, rest) = line.rsplit_once(')')?;
    let fields: Vec<&str> = rest.split_whitespace().collect();
    let number = |place: usize| fields.get(place)?.parse::<u64>().ok();
    let parent = u32::try_from(number(1)?).ok()?;
    Some(Stat { parent, ticks: number(11)? + number(12)? })
}

/// CPU time of these processes so far, in seconds.
///
/// # Errors
/// One of them is gone.
pub fn cpu_seconds(pids: &[u32]) -> anyhow::Result<f64> {
    let mut ticks = 0;
    for pid in pids {
        let line = read(*pid, "stat")?;
        ticks += parse_stat(&line).with_context(|| format!("cannot read {line}"))?.ticks;
    }
    Ok(ticks as f64 / rustix::param::clock_ticks_per_second() as f64)
}

/// The most memory that these processes have had at a time, in bytes; what they share counts
/// for each.
///
/// # Errors
/// One of them is gone.
pub fn peak_memory(pids: &[u32]) -> anyhow::Result<f64> {
    sum(pids, "status", "VmHWM")
}

/// The memory that these processes have now, in bytes.
///
/// # Errors
/// One of them is gone.
pub fn resident(pids: &[u32]) -> anyhow::Result<f64> {
    sum(pids, "smaps_rollup", "Rss") // exact, where VmRSS in status may lag behind
}

fn sum(pids: &[u32], file: &str, name: &str) -> anyhow::Result<f64> {
    let mut sum = 0;
    for pid in pids {
        let lines = read(*pid, file)?;
        sum += kilobytes(&lines, name).with_context(|| format!("no {name} in {file}"))?;
    }
    Ok(sum as f64 * 1024.0)
}

fn read(pid: u32, file: &str) -> anyhow::Result<String> {
    let path = format!("/proc/{pid}/{file}");
    fs::read_to_string(&path).with_context(|| format!("cannot read {path}"))
}

/// The number in a line such as `VmHWM:  5120 kB`.
fn kilobytes(lines: &str, name: &str) -> Option<u64> {
    let value = lines.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
    value.trim().strip_suffix("kB")?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_in_stat_may_hold_anything() {
        let line = "4221 (a) 9 (b c) S 77 4221 4221 0 -1 4194304 120 0 0 0 31 12 5 6 20 0 3 0 10";
        assert_eq!(parse_stat(line), Some(Stat { parent: 77, ticks: 43 }));
        assert_eq!(parse_stat("4221 (short) S 77"), None);
    }

    #[test]
    fn a_tree_has_grandchildren_but_no_strangers() {
        let parents = BTreeMap::from([(10, 1), (11, 10), (12, 11), (13, 1), (14, 13)]);
        assert_eq!(tree(10, &parents), [10, 11, 12]);
    }

    #[test]
    fn memory_is_found_by_its_whole_name() {
        let status = "VmHWMx:\t1 kB\nVmPeak:\t  9000 kB\nVmHWM:\t    5120 kB\nVmRSS:\t 4000 kB\n";
        assert_eq!(kilobytes(status, "VmHWM"), Some(5120));
        assert_eq!(kilobytes(status, "Rss"), None);
    }

    #[test]
    fn halves_share_nothing_but_a_single_core() {
        assert_eq!(halves(&[0, 1]), (vec![1], vec![0]));
        assert_eq!(halves(&[2, 3, 8]), (vec![3, 8], vec![2]));
        assert_eq!(halves(&[5]), (vec![5], vec![5]));
    }

    #[test]
    fn own_figures_can_be_read() {
        let own = [std::process::id()];
        assert!(cpu_seconds(&own).is_ok());
        let (now, peak) = (resident(&own).unwrap(), peak_memory(&own).unwrap());
        assert!(now > 0.0 && peak > 0.0, "{now} of {peak}");
    }

    #[test]
    fn children_of_children_are_ended() {
        let mut shell = Command::new("sh");
        shell.args(["-c", "sleep 60 & echo ready; wait"]).stdout(std::process::Stdio::piped());
        let mut running = Running::start(&mut shell, &[]).unwrap();
        let mut ready = [0; 5];
        let mut output = running.child().stdout.take().unwrap();
        io::Read::read_exact(&mut output, &mut ready).unwrap();
        let tree = running.tree().unwrap();
        assert_eq!(tree.len(), 2, "the shell and what it started");
        drop(running);
        // The pipe ends when nobody can write into it any more.
        assert_eq!(io::Read::read_to_end(&mut output, &mut Vec::new()).unwrap(), 1);
    }
}
