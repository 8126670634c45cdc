//! What is typical of a series of numbers, and whether it grows.

/// The first seconds of a run, in which a server finds its size.
const WARM_UP: usize = 60;
/// Less than this tells nothing.
const LEAST: usize = 4 * WARM_UP;
/// Samples of which only the median counts: one big request is no growth.
const BLOCK: usize = 10;

/// The value below which this share of the others lies; 0 where there are none.
pub fn quantile(values: &[f64], share: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let last = sorted.len().saturating_sub(1);
    let place = (last as f64 * share).round() as usize;
    sorted.get(place).copied().unwrap_or_default()
}

/// The middle value, or the mean of the two in the middle.
pub fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    match sorted.len() {
        0 => 0.0,
        count => (sorted[(count - 1) / 2] + sorted[count / 2]) / 2.0,
    }
}

/// What a series of samples, one a second, does after its beginning.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Growth {
    /// Where it stood after the first minute.
    pub first: f64,
    /// The highest of the second quarter, of the medians of each ten samples.
    pub early: f64,
    /// The highest of the last quarter.
    pub late: f64,
    /// What the slope comes to, from the second quarter to the end.
    pub trend: f64,
    /// How much of either may be.
    pub margin: f64,
}

impl Growth {
    /// Judges a series; `least` is what may come and go anyway. Nothing if it is too short.
    pub fn of(samples: &[f64], least: f64) -> Option<Growth> {
        if samples.len() < LEAST {
            return None;
        }
        let levels: Vec<f64> = samples[WARM_UP..].chunks_exact(BLOCK).map(median).collect();
        let quarter = levels.len() / 4;
        let settled = &levels[quarter..];
        let early = highest(&settled[..quarter]);
        let late = highest(&settled[settled.len() - quarter..]);
        let trend = slope(settled) * (settled.len() - 1) as f64;
        Some(Growth { first: levels[0], early, late, trend, margin: least + early * 0.05 })
    }

    /// Whether it is higher at the end, or climbs all the way.
    pub fn is_growth(&self) -> bool {
        self.late > self.early + self.margin || self.trend > self.margin
    }
}

fn highest(values: &[f64]) -> f64 {
    values.iter().copied().fold(f64::MIN, f64::max)
}

/// The median of the slopes of all pairs (Theil and Sen): a few outliers do not move it.
fn slope(values: &[f64]) -> f64 {
    let mut slopes = Vec::new();
    for (place, &later) in values.iter().enumerate() {
        for (before, &earlier) in values[..place].iter().enumerate() {
            slopes.push((later - earlier) / (place - before) as f64);
        }
    }
    median(&slopes)
}

/// A line of blocks, as high as the values: each stands for the mean of its share of them.
pub fn sparkline(values: &[f64], width: usize) -> String {
    const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let share = values.len().div_ceil(width.max(1)).max(1);
    let means = values.chunks(share).map(|share| share.iter().sum::<f64>() / share.len() as f64);
    let means: Vec<f64> = means.collect();
    let low = means.iter().copied().fold(f64::MAX, f64::min);
    let height = (highest(&means) - low).max(f64::EPSILON);
    means.iter().map(|mean| BARS[(((mean - low) / height) * 7.0).round() as usize]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const KIB: f64 = 1024.0;
    const MARGIN: f64 = 512.0 * KIB;

    /// Twenty minutes of a server of 8 MiB that grows as `shape` says (from 0 to 1, in KiB),
    /// with noise of 300 KiB and now and then a big request.
    fn series(shape: impl Fn(f64) -> f64) -> Vec<f64> {
        let mut rng = fastrand::Rng::with_seed(7);
        let sample = |second: usize| {
            let big = if rng.u8(..) < 8 { 20_000.0 } else { 0.0 };
            let noise = rng.f64() * 300.0 + big;
            (8_192.0 + noise + shape(second as f64 / 1200.0)) * KIB
        };
        (0..1200).map(sample).collect()
    }

    fn grows(shape: impl Fn(f64) -> f64) -> bool {
        Growth::of(&series(shape), MARGIN).unwrap().is_growth()
    }

    #[test]
    fn what_does_not_grow() {
        assert!(!grows(|_| 0.0), "noise alone");
        assert!(!grows(|time| (time * 40.0).min(1.0) * 4_000.0), "it grows in the first 30 s only");
        assert!(!grows(|time| 4_000.0 * (1.0 - (-20.0 * time).exp())), "it settles");
        assert!(!grows(|time| (time * 300.0).sin() * 2_000.0), "it swings");
        assert!(!grows(|time| -1_000.0 * time), "it shrinks");
        assert!(
            !grows(|time| if (0.9..0.903).contains(&time) { 50_000.0 } else { 0.0 }),
            "a spike"
        );
    }

    #[test]
    fn what_grows() {
        assert!(grows(|time| 2_500.0 * time), "2.5 MiB in twenty minutes");
        assert!(grows(|time| if time > 0.8 { 1_500.0 } else { 0.0 }), "a late step");
        assert!(grows(|time| (time * 20.0).floor() * 200.0), "a step each minute");
        assert!(grows(|time| 3_000.0 * time.sqrt()), "ever more slowly");
        assert!(grows(|time| 2_500.0 * time + (time * 300.0).sin() * 400.0), "swinging upwards");
    }

    #[test]
    fn four_minutes_are_judged_and_less_is_not() {
        let flat = [5.0; LEAST];
        assert!(!Growth::of(&flat, 1.0).unwrap().is_growth());
        let steep: Vec<f64> = (0..LEAST).map(|second| second as f64).collect();
        assert!(Growth::of(&steep, 1.0).unwrap().is_growth());
        assert_eq!(Growth::of(&flat[1..], 1.0), None);
    }

    #[test]
    fn medians_and_quantiles() {
        assert_eq!(median(&[3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(&[4.0, 1.0, 2.0, 3.0]), 2.5);
        assert_eq!(median(&[]), 0.0);
        let hundred: Vec<f64> = (0..=100).rev().map(f64::from).collect();
        assert_eq!(quantile(&hundred, 0.95), 95.0);
        assert_eq!((quantile(&hundred, 0.0), quantile(&hundred, 1.0)), (0.0, 100.0));
    }

    #[test]
    fn the_line_is_as_high_as_the_values() {
        assert_eq!(sparkline(&[0.0, 7.0, 3.0], 3), "▁█▄");
        assert_eq!(sparkline(&[1.0; 100], 10), "▁".repeat(10));
    }
}
