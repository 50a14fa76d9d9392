//! How text looks that somebody wrote, and how it does not.

/// Scripts that do not meet in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Script {
    Latin,
    Greek,
    Cyrillic,
    Hebrew,
    Arabic,
    Indic,
    Thai,
    Georgian,
    EastAsian,
    Other,
}

/// Whether nobody writes `run`: a control character, letters of two scripts, a symbol behind a
/// letter, a capital behind a small letter.
pub(super) fn wrong(run: &str) -> bool {
    let mut before: Option<char> = None;
    for c in run.chars() {
        if ('\u{80}'..='\u{9f}').contains(&c) || c == '\u{fffd}' {
            return true;
        }
        if let Some(before) = before.replace(c)
            && clash(before, c)
        {
            return true;
        }
    }
    false
}

/// Whether nobody writes `second` right behind `first`.
fn clash(first: char, second: char) -> bool {
    if matches!(first, '√' | '¬') && is_operand(second) {
        return false;
    }
    match (script(first), script(second)) {
        (Some(left), Some(right)) => {
            left != right || (first.is_lowercase() && second.is_uppercase())
        }
        (Some(_), None) => !follows_letters(second),
        (None, Some(script)) => {
            is_line(first) || (matches!(first, '√' | '¬' | '‚') && script != Script::Greek)
        }
        // `–£5` is a loss, and `–≤` nothing.
        (None, None) => {
            let dash = matches!(first, '–' | '—') && !is_amount(second);
            (dash || is_symbol(first)) && is_symbol(second) && first != second
        }
    }
}

/// Whether nobody writes `run` between `before` and `after`.
pub(super) fn wrong_between(run: &str, before: Option<char>, after: Option<char>) -> bool {
    let Some(first) = run.chars().next() else { return false };
    let Some(last) = run.chars().next_back() else { return false };
    let small = |c: Option<char>| c.is_some_and(|c| c.is_ascii_lowercase());
    // A capital behind a small letter; two capitals before one.
    let rises = (small(before) && first.is_uppercase())
        || (last.is_lowercase() && after.is_some_and(|c| c.is_ascii_uppercase()))
        || (last.is_uppercase() && small(after) && run.chars().nth(1).is_some());
    rises || wrong(run)
}

/// Whether `text`, between `before` and `after`, is what somebody can have written.
pub(super) fn plausible(text: &str, before: Option<char>, after: Option<char>) -> bool {
    let Some(first) = text.chars().next() else { return false };
    // `BLÅ“`: a small letter behind capitals has small letters behind it.
    let goes_on_small = text.chars().nth(1).or(after).is_some_and(char::is_lowercase);
    let shrinks =
        before.is_some_and(|c| c.is_ascii_uppercase()) && first.is_lowercase() && !goes_on_small;
    !shrinks && !wrong_between(text, before, after) && text.chars().all(is_common)
}

/// Whether `c` belongs to a script that is written much, or is one of the signs that are written
/// with any.
fn is_common(c: char) -> bool {
    script(c).is_some_and(|script| script != Script::Other)
        || matches!(c,
            '\u{a0}'..='\u{bf}' | '×' | '÷' | '\u{200b}'..='\u{200d}' | '\u{2010}'..='\u{2027}'
            | '\u{202f}'..='\u{205e}' | '\u{20a0}'..='\u{20bf}' | '\u{2100}'..='\u{214f}'
            | '\u{2190}'..='\u{22ff}' | '\u{2500}'..='\u{27bf}' | '\u{3000}'..='\u{303f}'
            | '\u{fe0f}' | '\u{ff01}'..='\u{ff60}' | '\u{1f1e6}'..='\u{1f1ff}'
            | '\u{1f300}'..='\u{1faff}')
}

/// The script of a letter or of a mark on one; `None` for what is no letter.
fn script(c: char) -> Option<Script> {
    Some(match c {
        'ª' | 'º' | '×' | '÷' => return None,
        '\u{c0}'..='\u{17f}'
        | 'ƒ'
        | 'Ơ'
        | 'ơ'
        | 'Ư'
        | 'ư'
        | '\u{1cd}'..='\u{1dc}'
        | '\u{218}'..='\u{21b}'
        | '\u{1e00}'..='\u{1eff}' => Script::Latin,
        '\u{386}' | '\u{388}'..='\u{3ce}' => Script::Greek,
        '\u{401}'..='\u{45f}'
        | '\u{490}'..='\u{49b}'
        | '\u{4a2}'
        | '\u{4a3}'
        | '\u{4ae}'..='\u{4bb}'
        | '\u{4d8}'
        | '\u{4d9}'
        | '\u{4e8}'
        | '\u{4e9}' => Script::Cyrillic,
        '\u{5d0}'..='\u{5ea}' => Script::Hebrew,
        '\u{621}'..='\u{652}'
        | '\u{660}'..='\u{669}'
        | '\u{671}'..='\u{6d3}'
        | '\u{6f0}'..='\u{6f9}' => Script::Arabic,
        '\u{900}'..='\u{d7f}' => Script::Indic,
        '\u{e01}'..='\u{e3a}' | '\u{e40}'..='\u{e5b}' => Script::Thai,
        '\u{10d0}'..='\u{10ff}' => Script::Georgian,
        '\u{3041}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' => {
            Script::EastAsian
        }
        c if c.is_alphabetic() => Script::Other,
        _ => return None,
    })
}

/// Whether `c` is a letter, and not a Latin one.
pub(super) fn is_foreign_letter(c: char) -> bool {
    script(c).is_some_and(|script| script != Script::Latin)
}

/// What closes a word or a sentence, or parts it from the next.
fn follows_letters(c: char) -> bool {
    c.is_whitespace()
        || matches!(c,
            '‘' | '’' | '“' | '”' | '«' | '»' | '‹' | '›' | '…' | '·' | '،' | '؛' | '؟' | '٪'
            | '\u{5b0}'..='\u{5f4}' | '\u{64b}'..='\u{655}' | '\u{200b}'..='\u{200f}'
            | '\u{2010}'..='\u{2015}' | '\u{2190}'..='\u{21ff}' | '\u{300}'..='\u{36f}'
            | '\u{3000}'..='\u{303f}' | '\u{fe00}'..='\u{fe0f}' | '\u{ff01}'..='\u{ff60}'
            | '\u{2600}'..='\u{27bf}' | '\u{1f000}'..='\u{1faff}')
}

/// What a root is drawn of, or what is denied, in mathematics.
fn is_operand(c: char) -> bool {
    matches!(c, 'µ' | 'ø' | 'ª' | '±' | '∂' | '∏' | '∑' | '∞' | '∫')
}

/// What stands before or behind a number.
fn is_amount(c: char) -> bool {
    matches!(c, '¢'..='¥' | '€' | '°' | '½' | '¼' | '¾' | '∞')
}

/// The lines that tables are drawn with.
fn is_line(c: char) -> bool {
    ('\u{2500}'..='\u{259f}').contains(&c)
}

/// Signs of which nobody writes two different ones together.
fn is_symbol(c: char) -> bool {
    matches!(c,
        '¢'..='ª' | '¬'..='¶' | '¸'..='º' | '¼'..='¾' | '€' | '‚' | '„' | '†' | '‡' | 'ˆ' | '‰'
        | '˜' | '™' | '∂' | '∆' | '∏' | '∑' | '√' | '∞' | '∫' | '≈' | '≠' | '≤' | '≥' | '◊')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_writes_looks_wrong() {
        for run in ["Ã©", "â€™", "вЂ™", "√©", "‚Äô", "Рџ\u{80}", "РџСЂРё", "ц╘", "├й", "Î±", "ط§"]
        {
            assert!(wrong(run), "{run}");
        }
    }

    #[test]
    fn what_people_write_does_not() {
        for run in [
            "é",
            "É»",
            "ÇÃ",
            "вода",
            "Привет",
            "«Спартак»",
            "ÅÄÖ",
            "½",
            "“Å”",
            "ÄÖÜ",
            "√π",
            "├──",
            "│",
            "❤\u{fe0f}",
            "…”",
            "日本語",
            "العربية،",
            "’É",
            "ไทย",
            "한국어",
        ] {
            assert!(!wrong(run), "{run}");
        }
    }

    #[track_caller]
    fn check(before: char, text: &str, after: char, expect: bool) {
        assert_eq!(plausible(text, Some(before), Some(after)), expect, "{before}{text}{after}");
    }

    #[test]
    fn a_reading_must_fit_its_neighbours() {
        check('f', "é", ' ', true);
        check('F', "ê", 't', true);
        check('F', "œ", ' ', false);
        check('o', "É", 't', false);
        check('x', "\u{329}", ' ', false);
        check(' ', "ɻ", ' ', false);
        check('n', "’", 't', true);
    }
}
