#include "ui/maths/math_symbols.h"

#include <QHash>
#include <QStringList>

namespace ui::maths {

namespace {

// Name and sign by turns.
const char* const kOrdinary =
    "alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta "
    "θ vartheta ϑ iota ι "
    "kappa κ lambda λ mu μ nu ν xi ξ omicron ο pi π varpi ϖ rho ρ varrho ϱ "
    "sigma σ varsigma ς "
    "tau τ upsilon υ phi ϕ varphi φ chi χ psi ψ omega ω Gamma Γ Delta Δ Theta "
    "Θ Lambda Λ Xi Ξ "
    "Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω infty ∞ partial ∂ nabla ∇ "
    "emptyset ∅ "
    "varnothing ∅ forall ∀ exists ∃ nexists ∄ neg ¬ lnot ¬ dots … ldots … "
    "cdots ⋯ vdots ⋮ ddots ⋱ "
    "dotsc … dotsb ⋯ angle ∠ triangle △ degree ° prime ′ hbar ℏ ell ℓ Re ℜ Im "
    "ℑ aleph ℵ imath ı "
    "jmath ȷ vert | Vert ‖ lvert | rvert | lVert ‖ rVert ‖ backslash \\ square "
    "□ blacksquare ■ "
    "checkmark ✓ dagger † top ⊤ bot ⊥ wp ℘ surd √ flat ♭ sharp ♯ heartsuit ♡ "
    "pounds £ euro €";
const char* const kBinary = "times × div ÷ cdot · pm ± mp ∓ ast ∗ star ⋆ circ "
                            "∘ bullet • cup ∪ cap ∩ setminus ∖ land ∧ "
                            "wedge ∧ lor ∨ vee ∨ oplus ⊕ ominus ⊖ otimes ⊗ "
                            "oslash ⊘ odot ⊙ sqcup ⊔ sqcap ⊓ uplus ⊎ "
                            "diamond ⋄ amalg ⨿ bmod mod";
const char* const kRelations =
    "leq ≤ le ≤ geq ≥ ge ≥ neq ≠ ne ≠ approx ≈ equiv ≡ sim ∼ simeq ≃ cong ≅ "
    "propto ∝ ll ≪ gg ≫ "
    "leqslant ⩽ geqslant ⩾ prec ≺ succ ≻ preceq ⪯ succeq ⪰ doteq ≐ asymp ≍ in "
    "∈ notin ∉ ni ∋ "
    "subset ⊂ subseteq ⊆ supset ⊃ supseteq ⊇ subsetneq ⊊ to → rightarrow → "
    "leftarrow ← gets ← "
    "Rightarrow ⇒ Leftarrow ⇐ leftrightarrow ↔ Leftrightarrow ⇔ longrightarrow "
    "⟶ "
    "longleftarrow ⟵ Longrightarrow ⟹ Longleftrightarrow ⟺ implies ⟹ impliedby "
    "⟸ iff ⟺ mapsto ↦ "
    "longmapsto ⟼ hookrightarrow ↪ uparrow ↑ downarrow ↓ Uparrow ⇑ Downarrow ⇓ "
    "nearrow ↗ "
    "searrow ↘ rightleftharpoons ⇌ perp ⊥ parallel ∥ mid ∣ nmid ∤ models ⊨ "
    "vdash ⊢ dashv ⊣ "
    "therefore ∴ because ∵ triangleq ≜ lt < gt > colon :";
const char* const kOpening = "langle ⟨ lfloor ⌊ lceil ⌈ lbrace { lbrack [ lgroup (";
const char* const kClosing = "rangle ⟩ rfloor ⌋ rceil ⌉ rbrace } rbrack ] rgroup )";
const char* const kLarge = "int ∫ iint ∬ iiint ∭ oint ∮";
const char* const kLargeWithLimits =
    "sum ∑ prod ∏ coprod ∐ bigcup ⋃ bigcap ⋂ bigoplus ⨁ bigotimes ⨂ bigvee ⋁ "
    "bigwedge ⋀";
const char* const kNames = "sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh coth log "
                           "ln lg exp deg dim ker hom arg";
const char* const kNamesWithLimits = "lim max min sup inf det gcd Pr limsup liminf argmax argmin";

const QHash<QString, MathSymbol>& symbols()
{
    static const QHash<QString, MathSymbol> table = [] {
        QHash<QString, MathSymbol> map;
        const auto add = [&map](const char* pairs, MathClass spacing, bool limits = false) {
            const QStringList words = QString::fromUtf8(pairs).split(u' ');
            for (qsizetype i = 0; i + 1 < words.size(); i += 2)
                map.insert(words[i], {words[i + 1], spacing, words[i + 1].size() > 2, limits});
        };
        add(kOrdinary, MathClass::Ordinary);
        add(kBinary, MathClass::Binary);
        add(kRelations, MathClass::Relation);
        add(kOpening, MathClass::Opening);
        add(kClosing, MathClass::Closing);
        add(kLarge, MathClass::Large);
        add(kLargeWithLimits, MathClass::Large, true);
        const auto addNames = [&map](const char* names, bool limits) {
            for (const QString& name : QString::fromUtf8(names).split(u' '))
                map.insert(name, {name, MathClass::Large, true, limits});
        };
        addNames(kNames, false);
        addNames(kNamesWithLimits, true);
        return map;
    }();
    return table;
}

} // namespace

std::optional<MathSymbol> symbolNamed(const QString& name)
{
    const auto found = symbols().constFind(name);
    if (found == symbols().constEnd())
        return std::nullopt;
    return *found;
}

MathClass spacingOf(QChar sign)
{
    switch (sign.unicode()) {
    case u'+':
    case u'-':
    case u'*':
        return MathClass::Binary;
    case u'=':
    case u'<':
    case u'>':
    case u':':
        return MathClass::Relation;
    case u'(':
    case u'[':
        return MathClass::Opening;
    case u')':
    case u']':
        return MathClass::Closing;
    case u',':
    case u';':
        return MathClass::Punctuation;
    default:
        return MathClass::Ordinary;
    }
}

} // namespace ui::maths
