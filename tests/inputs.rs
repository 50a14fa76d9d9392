//! What paths name: which files are read, in which order, and what is said of the others.
#![expect(clippy::disallowed_methods, reason = "tests make the files that they read")]

use std::fs;
use std::path::{Path, PathBuf};

use mtlint::source::{Input, Inputs, Read, ReadError, Walk};
use mtlint::text::Origin;
use tempfile::TempDir;

/// A folder with `files`, each by its path there and what it holds.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder can be made");
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a file has a folder")).expect("it can be made");
        fs::write(path, text).expect("a file can be written");
    }
    folder
}

/// What is found below `folder` by walking `paths` of it; errors by their message.
fn found(folder: &TempDir, paths: &[&str]) -> Vec<String> {
    shown(folder, Walk::new(paths.iter().map(|path| folder.path().join(path))).inputs())
}

fn shown(folder: &TempDir, inputs: Inputs) -> Vec<String> {
    let prefix = format!("{}/", folder.path().display());
    inputs
        .map(|input| match input {
            Ok(input) => input.origin().to_string().replace(&prefix, ""),
            Err(error) => error.to_string().replace(&prefix, ""),
        })
        .collect()
}

const TREE: &[(&str, &str)] = &[
    ("b.txt", "b"),
    ("a/z.txt", "z"),
    ("a/b/c.txt", "c"),
    ("a.txt", "a"),
    (".hidden", "h"),
    (".folder/x.txt", "x"),
];

#[test]
fn a_folder_is_walked_in_the_order_of_its_paths_without_hidden_files() {
    let tree = folder(TREE);
    assert_eq!(found(&tree, &[""]), ["a/b/c.txt", "a/z.txt", "a.txt", "b.txt"]);
}

#[test]
fn the_order_of_the_command_line_comes_first() {
    let tree = folder(TREE);
    assert_eq!(found(&tree, &["b.txt", "a", "a.txt"]), ["b.txt", "a/b/c.txt", "a/z.txt", "a.txt"]);
}

#[test]
fn ignore_files_are_respected() {
    let tree = folder(&[
        (".gitignore", "*.log\n/built/\n"),
        (".ignore", "drafts\n"),
        (".mtlintignore", "quoted.txt\n!kept.log\n"),
        ("a.txt", ""),
        ("kept.log", ""),
        ("run.log", ""),
        ("built/x.txt", ""),
        ("drafts/x.txt", ""),
        ("sub/.gitignore", "x.txt\n"),
        ("sub/x.txt", ""),
        ("sub/y.txt", ""),
        ("sub/quoted.txt", ""),
    ]);
    assert_eq!(found(&tree, &[""]), ["a.txt", "kept.log", "sub/y.txt"]);
    assert_eq!(found(&tree, &["sub"]), ["sub/y.txt"], "the ignore files above count too");
}

#[test]
fn what_is_named_is_read_even_if_ignored_or_hidden() {
    let tree = folder(&[
        (".gitignore", "*.log\nbuilt\n"),
        ("run.log", ""),
        (".hidden/x.txt", ""),
        ("built/y.txt", ""),
    ]);
    let named = ["run.log", ".hidden", "built", ".hidden/x.txt"];
    assert_eq!(found(&tree, &named), ["run.log", "built/y.txt", ".hidden/x.txt"]);
}

#[test]
fn a_file_that_is_named_twice_is_found_once() {
    let tree = folder(TREE);
    let rows: [(&[&str], &[&str]); 5] = [
        (&["a.txt", "a/../a.txt", "a.txt"], &["a.txt"]),
        (&["a", "a"], &["a/b/c.txt", "a/z.txt"]),
        (&["a", "a/z.txt"], &["a/b/c.txt", "a/z.txt"]),
        (&["a/z.txt", "a"], &["a/z.txt", "a/b/c.txt"]),
        (&["a", "a/b", "b.txt"], &["a/z.txt", "a/b/c.txt", "b.txt"]),
    ];
    for (named, expected) in rows {
        assert_eq!(found(&tree, named), expected, "{named:?}");
    }
}

#[test]
fn a_missing_path_is_named_and_the_others_are_found() {
    let tree = folder(TREE);
    let expected = ["a.txt", "nowhere: there is no such file or folder", "b.txt"];
    assert_eq!(found(&tree, &["a.txt", "nowhere", "b.txt"]), expected);
    let first = Walk::new([PathBuf::from("no/such/file")]).inputs().next();
    let path = Path::new("no/such/file");
    assert!(matches!(first, Some(Err(ReadError::Missing { path: missing })) if missing == path));
}

#[test]
fn a_faulty_line_of_our_ignore_file_is_reported_and_the_others_hold() {
    let tree = folder(&[
        (".mtlintignore", "b.txt\n[z-a]\n"),
        (".gitignore", "[9-0]\nc.txt\n"),
        ("a.txt", ""),
        ("b.txt", ""),
        ("c.txt", ""),
    ]);
    let found = found(&tree, &[""]);
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].starts_with(".mtlintignore: ") && found[0].contains("[z-a]"), "{found:?}");
    assert_eq!(found[1], "a.txt");
}

#[test]
fn standard_input_is_named_once_and_has_the_name_it_was_given() {
    let walk = || Walk::new(["-", "-"].map(PathBuf::from));
    let name = |walk: Walk| -> Vec<_> {
        walk.inputs().map(|input| input.expect("it is there").origin()).collect()
    };
    assert_eq!(name(walk()), [Origin::Stdin("<stdin>".into())]);
    assert_eq!(name(walk().stdin_name("letter.txt")), [Origin::Stdin("letter.txt".into())]);
}

#[test]
fn paths_of_the_current_folder_do_not_begin_with_a_dot() {
    // Tests run in the folder of the package.
    let paths: Vec<_> = Walk::new([PathBuf::from(".")])
        .inputs()
        .filter_map(|input| input.ok()?.path().map(Path::to_owned))
        .collect();
    assert!(paths.contains(&PathBuf::from("Cargo.toml")), "{paths:?}");
}

#[cfg(unix)]
#[test]
fn symbolic_links_are_followed_where_they_are_named_only() {
    use std::os::unix::fs::symlink;
    let tree = folder(&[("docs/a.txt", ""), ("elsewhere/b.txt", "")]);
    let at = |path: &str| tree.path().join(path);
    symlink(at("elsewhere/b.txt"), at("docs/link.txt")).expect("a link can be made");
    symlink(at("elsewhere"), at("docs/more")).expect("a link can be made");
    symlink(at("gone"), at("broken")).expect("a link can be made");
    assert_eq!(found(&tree, &["docs"]), ["docs/a.txt"]);
    assert_eq!(found(&tree, &["docs/link.txt"]), ["docs/link.txt"]);
    assert_eq!(found(&tree, &["docs/more"]), ["docs/more/b.txt"]);
    assert_eq!(found(&tree, &["broken"]), ["broken: there is no such file or folder"]);
    let twice = ["docs/link.txt", "elsewhere/b.txt", "elsewhere"];
    assert_eq!(found(&tree, &twice), ["docs/link.txt"]);
}

#[test]
fn the_folder_for_copies_is_not_walked() {
    let tree = folder(&[("a.txt", ""), ("fixed/a.txt", ""), ("sub/fixed/b.txt", "")]);
    let mut walk = Walk::new([tree.path().to_owned()]);
    walk.output_folder(&tree.path().join("fixed")).expect("the folder is there");
    assert_eq!(shown(&tree, walk.inputs()), ["a.txt", "sub/fixed/b.txt"]);
}

fn read(path: &Path) -> Result<Read, ReadError> {
    let input = Walk::new([path.to_owned()]).inputs().next().expect("something was named");
    input?.read(None)
}

#[test]
fn binary_files_are_told_from_texts() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let long = ["a".repeat(100_000).as_bytes(), b"\0"].concat();
    let rows: [(&[u8], bool); 7] = [
        (b"\x7FELF\x02\x01\x01\0\0", true),
        (b"a\0", true),
        (b"\xFF\xFEa\0b\0", false),
        (b"\xFE\xFF\0a\0b", false),
        (b"caf\xE9", false),
        (b"", false),
        // Whoever looks only at the start sees text here.
        (&long, false),
    ];
    for (bytes, binary) in rows {
        let path = folder.path().join("file");
        fs::write(&path, bytes).expect("a file can be written");
        let read = read(&path).expect("the file can be read");
        assert_eq!(matches!(read, Read::Binary), binary);
        if let Read::Text(loaded) = read {
            assert_eq!(loaded.document().origin(), &Origin::File(path));
            assert!(loaded.document().text().len() >= bytes.len() / 4, "all of it is read");
        }
    }
}

#[test]
fn a_file_that_went_since_it_was_found_is_missing() {
    let tree = folder(&[("a.txt", "")]);
    let inputs = Walk::new([tree.path().to_owned()]).inputs();
    let found: Vec<Input> = inputs.map(|input| input.expect("it is there")).collect();
    fs::remove_file(tree.path().join("a.txt")).expect("it can be removed");
    assert!(matches!(found[0].read(None), Err(ReadError::Missing { .. })));
}

#[cfg(unix)]
#[test]
fn an_unreadable_file_and_an_unreadable_folder_are_named() {
    use std::os::unix::fs::PermissionsExt;
    let tree = folder(&[("a.txt", ""), ("closed/b.txt", ""), ("c.txt", "c")]);
    for (path, open) in [("a.txt", 0o600), ("closed", 0o700)] {
        let path = tree.path().join(path);
        let mode = |mode| fs::set_permissions(&path, fs::Permissions::from_mode(mode));
        mode(0).expect("the mode can be changed");
        if fs::File::open(&path).is_ok() {
            eprintln!("skipped: this user may read everything");
            return;
        }
        let trouble = read(&path).expect_err("it is unreadable");
        mode(open).expect("the mode can be changed");
        assert!(matches!(&trouble, ReadError::Unreadable { path: named, .. } if *named == path));
    }
}

#[test]
fn what_is_shared_between_threads_can_be() {
    fn is_send<T: Send>() {}
    fn is_sync<T: Sync>() {}
    is_send::<Inputs>();
    is_send::<Input>();
    is_sync::<Input>();
    is_send::<Read>();
    is_sync::<Read>();
    is_send::<ReadError>();
    is_sync::<mtlint::source::OutputFolder>();
}
