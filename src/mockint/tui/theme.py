"""Colours, by the names that settings use.

Text has a contrast of at least 4.5 to 1 on its background, in `high-contrast` of 7 to 1;
`ansi` takes the terminal's own sixteen colours, and `no-colour` none at all. No screen says
anything by colour alone: every state also has a word or a mark.
"""

from __future__ import annotations

from typing import Any

from textual.theme import Theme

DARK = Theme(
    name="mockint-dark",
    primary="#6FA8DC",
    secondary="#93A1B5",
    accent="#E3B76B",
    success="#83C092",
    warning="#E3B76B",
    error="#E67E80",
    foreground="#D7DCE4",
    background="#11141A",
    surface="#181C24",
    panel="#1F2530",
    dark=True,
    variables={
        "block-cursor-background": "#28435E",
        "block-cursor-foreground": "#F2F6FB",
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-background": "#1F2530",
        "block-cursor-blurred-foreground": "#D7DCE4",
        "footer-background": "#181C24",
        "footer-item-background": "#181C24",
        "footer-description-background": "#181C24",
        "footer-key-background": "#181C24",
        "footer-key-foreground": "#E3B76B",
        "footer-description-foreground": "#AEB7C4",
        "border": "#6FA8DC",
        "border-blurred": "#39424F",
        "input-selection-background": "#6FA8DC 40%",
        "text-muted": "#98A2B1",
        "scrollbar": "#39424F",
        "scrollbar-background": "#11141A",
        "scrollbar-corner-color": "#11141A",
    },
)

LIGHT = Theme(
    name="mockint-light",
    primary="#1F5F99",
    secondary="#55606E",
    accent="#8A5A00",
    success="#2D6B3C",
    warning="#8A5A00",
    error="#A3262E",
    foreground="#1C2128",
    background="#FBFAF7",
    surface="#F1EFEA",
    panel="#E6E3DC",
    dark=False,
    variables={
        "block-cursor-background": "#CFE0F0",
        "block-cursor-foreground": "#10243A",
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-background": "#E6E3DC",
        "block-cursor-blurred-foreground": "#1C2128",
        "footer-background": "#F1EFEA",
        "footer-item-background": "#F1EFEA",
        "footer-description-background": "#F1EFEA",
        "footer-key-background": "#F1EFEA",
        "footer-key-foreground": "#8A5A00",
        "footer-description-foreground": "#3E4650",
        "border": "#1F5F99",
        "border-blurred": "#C9C4B8",
        "text-muted": "#5B6470",
        "scrollbar": "#C9C4B8",
        "scrollbar-background": "#FBFAF7",
        "scrollbar-corner-color": "#FBFAF7",
    },
)

HIGH_CONTRAST = Theme(
    name="mockint-high-contrast",
    primary="#7FD4FF",
    secondary="#E0E0E0",
    accent="#FFD84D",
    success="#7CFC9A",
    warning="#FFD84D",
    error="#FF9A9A",
    foreground="#FFFFFF",
    background="#000000",
    surface="#000000",
    panel="#1A1A1A",
    dark=True,
    text_alpha=1.0,
    variables={
        "block-cursor-background": "#00406B",
        "block-cursor-foreground": "#FFFFFF",
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-background": "#333333",
        "block-cursor-blurred-foreground": "#FFFFFF",
        "footer-background": "#000000",
        "footer-item-background": "#000000",
        "footer-description-background": "#000000",
        "footer-key-background": "#000000",
        "footer-key-foreground": "#FFD84D",
        "footer-description-foreground": "#FFFFFF",
        "border": "#FFFFFF",
        "border-blurred": "#9A9A9A",
        "text-muted": "#D6D6D6",
        "scrollbar": "#FFFFFF",
        "scrollbar-background": "#000000",
        "scrollbar-corner-color": "#000000",
    },
)


def _terminal_colours(name: str, **colours: str) -> Theme:
    """A theme of the terminal's own colours; those not named are its default."""
    named: dict[str, Any] = {part: colours.pop(part, "ansi_default") for part in _PARTS}
    return Theme(
        name=name,
        ansi=True,
        variables={
            "ansi-background": "ansi_default",
            "ansi-foreground": "ansi_default",
            "input-cursor-text-style": "reverse",
            "text-muted": "ansi_default",
            "block-cursor-text-style": "bold",
            "footer-background": "ansi_default",
            "footer-description-foreground": "ansi_default",
            "scrollbar-background": "ansi_default",
            "scrollbar-corner-color": "ansi_default",
            **{part.replace("_", "-"): colour for part, colour in colours.items()},
        },
        **named,
    )


_PARTS = ("primary", "secondary", "accent", "success", "warning", "error", "foreground",
          "background", "surface", "panel", "boost")  # fmt: skip

ANSI = _terminal_colours(
    "mockint-ansi",
    primary="ansi_blue",
    secondary="ansi_cyan",
    accent="ansi_yellow",
    success="ansi_green",
    warning="ansi_yellow",
    error="ansi_red",
    block_cursor_background="ansi_blue",
    block_cursor_foreground="ansi_bright_white",
    block_cursor_blurred_background="ansi_default",
    block_cursor_blurred_foreground="ansi_default",
    border="ansi_blue",
    border_blurred="ansi_bright_black",
    footer_key_foreground="ansi_yellow",
    scrollbar="ansi_bright_black",
)
NO_COLOUR = _terminal_colours(
    "mockint-no-colour",
    block_cursor_background="ansi_default",
    block_cursor_foreground="ansi_default",
    block_cursor_blurred_background="ansi_default",
    block_cursor_blurred_foreground="ansi_default",
    border="ansi_default",
    border_blurred="ansi_default",
    footer_key_foreground="ansi_default",
    scrollbar="ansi_default",
    scrollbar_hover="ansi_default",
    scrollbar_active="ansi_default",
    input_selection_background="ansi_default",
    link_color="ansi_default",
)

THEMES = {
    theme.name.removeprefix("mockint-"): theme
    for theme in (DARK, LIGHT, HIGH_CONTRAST, ANSI, NO_COLOUR)
}
