"""Colours. Chosen for contrast of at least 4.5 to 1 on their backgrounds.

No screen says anything by colour alone: every state also has a word or a mark.
"""

from __future__ import annotations

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

THEMES = (DARK, LIGHT)
