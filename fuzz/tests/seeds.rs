//! Every seed, and every finding that has been kept, on stable Rust and without libFuzzer.

use std::fs;
use std::path::Path;

use fuzz::targets::ALL;

#[test]
fn every_seed_passes_its_target() {
    for &(name, check) in ALL {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds").join(name);
        let files =
            fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        let mut count = 0;
        for file in files {
            let path = file.expect("a file of the folder").path();
            println!("{}", path.display()); // seen where it fails
            check(&fs::read(&path).expect("a file of the folder"));
            count += 1;
        }
        assert!(count > 9, "{name} has hardly any seeds");
    }
}
