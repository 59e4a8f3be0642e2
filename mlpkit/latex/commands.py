"""The commands of LaTeX that carry no meaning here, and those that are other names for one thing."""

_NAMES = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi"
    " chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega ell varepsilon vartheta varphi"
    " varrho varsigma"
)
_VARIANTS = {"ell", "varepsilon", "vartheta", "varphi", "varrho", "varsigma"}
GREEK = dict(zip(_NAMES.split(), "αβγδεζηθικλμνξπρστυφχψωΓΔΘΛΞΠΣΥΦΨΩℓεθφρσ", strict=True))
SYNONYMS = {
    **dict.fromkeys(("\\boldsymbol", "\\bm", "\\pmb", "\\mathbfit", "\\bold"), "\\mathbf"),
    **dict.fromkeys(("\\dfrac", "\\tfrac", "\\cfrac"), "\\frac"),
    **dict.fromkeys(("\\intercal", "\\transp"), "\\top"),
    "\\Vert": "\\|",
    **dict.fromkeys(("\\lbrace", "\\{"), "\\{"),
    **dict.fromkeys(("\\rbrace", "\\}"), "\\}"),
    "\\mathds": "\\mathbb", "\\mathbbm": "\\mathbb", "\\lbrack": "[", "\\rbrack": "]", "\\prime": "'",
    "\\neq": "\\ne", "\\not=": "\\ne", "≠": "\\ne", "\\leq": "\\le", "\\leqslant": "\\le", "≤": "\\le",
    "\\geq": "\\ge", "\\geqslant": "\\ge", "≥": "\\ge", "\\lt": "<", "\\gt": ">", "−": "-", "–": "-",
    "∂": "\\partial", "∇": "\\nabla", "·": "\\cdot", "⋅": "\\cdot", "×": "\\times", "⊙": "\\odot",
    "\\hadamard": "\\odot", "\\circledast": "\\odot", "∑": "\\sum", "Σ": "\\sum", "⊤": "\\top",
    "\\newline": "\\\\", "\\cr": "\\\\", "\\tbinom": "\\binom", "\\dbinom": "\\binom", "\\tsum": "\\sum",
    "\\operatornamewithlimits": "\\operatorname", "\\mathnormal": "\\mathit", "\\coloneqq": ":=",
    **{sign: f"\\{name}" for name, sign in GREEK.items() if name.islower() and name not in _VARIANTS},
}  # fmt: skip
IGNORED = {
    *("\\,", "\\;", "\\:", "\\!", "\\>", "\\ ", "~", "\\left", "\\right", "\\middle", "\\displaystyle"),
    *("\\textstyle", "\\scriptstyle", "\\limits", "\\nolimits", "\\nonumber", "\\notag", "\\thinspace"),
    *("\\medspace", "\\thickspace", "\\negthinspace", "\\allowbreak", "\\nobreak", "\\mathstrut"),
    *(f"\\{size}{side}" for size in ("big", "Big", "bigg", "Bigg") for side in ("", "l", "r", "m")),
}
SIDES = {"|": ("\\lvert", "\\rvert"), "\\|": ("\\lVert", "\\rVert"), ".": ()}
THIN = {"\\,", "\\;", "\\:", "\\>", "\\ ", "~"}  # before a bracket they say that it is a factor
DROPPED = {"\\tag", "\\label", "\\hspace", "\\vspace", "\\intertext", "\\shortintertext"}
TEXTS = {"\\text", "\\textrm", "\\textit", "\\mbox", "\\textnormal", "\\textup"}
WORDS = TEXTS | {"\\operatorname", "\\mathrm", "\\mathop", "\\mathsf", "\\texttt", "\\mathtt", "\\textsf"}
ARGUMENTS = {
    "\\frac": 2,
    "\\binom": 2,
    "\\sqrt": 1,
    "\\mathbf": 1,
    "\\mathcal": 1,
    "\\mathbb": 1,
    "\\mathscr": 1,
    "\\mathfrak": 1,
    "\\bar": 1,
    "\\hat": 1,
    "\\tilde": 1,
    "\\vec": 1,
    "\\overline": 1,
    "\\widehat": 1,
    "\\widetilde": 1,
    "\\dot": 1,
    "\\ddot": 1,
    "\\underline": 1,
    "\\check": 1,
    "\\breve": 1,
}
