// The two templates of plots, and the dark twin of every light colour that figures carry. JSON after the equals sign.
window.tallyroom.plots = {
  "light": {
    "colorway": ["#4f46e5", "#da730b", "#0d735e", "#d74273", "#0d73a5", "#4a721d", "#8134b2", "#e24a36"],
    "font": {"family": "Inter, system-ui, sans-serif", "size": 12, "color": "#5b6270"},
    "xaxis": {"gridcolor": "#e4e6eb", "linecolor": "#e4e6eb", "zerolinecolor": "#868d99", "spikecolor": "#868d99", "spikethickness": 1, "spikedash": "solid", "showline": true, "ticks": "", "ticklabelstandoff": 6, "title": {"font": {"size": 12}}},
    "yaxis": {"gridcolor": "#e4e6eb", "linecolor": "#e4e6eb", "zerolinecolor": "#868d99", "showline": false, "ticks": "", "ticklabelstandoff": 6, "title": {"font": {"size": 12}}},
    "hoverlabel": {"bgcolor": "#ffffff", "bordercolor": "#e4e6eb", "align": "left", "font": {"family": "Inter, system-ui, sans-serif", "size": 12, "color": "#16181d"}},
    "annotationdefaults": {"font": {"color": "#5b6270"}},
    "modebar": {"bgcolor": "rgba(0,0,0,0)", "color": "#5b6270", "activecolor": "#16181d"}
  },
  "dark": {
    "colorway": ["#8b86f5", "#ec7813", "#26d99d", "#e23687", "#a3ccf5", "#add65c", "#c296e9", "#eb4747"],
    "font": {"family": "Inter, system-ui, sans-serif", "size": 12, "color": "#9ba3b2"},
    "xaxis": {"gridcolor": "#2a2f3a", "linecolor": "#2a2f3a", "zerolinecolor": "#707a8a", "spikecolor": "#707a8a", "spikethickness": 1, "spikedash": "solid", "showline": true, "ticks": "", "ticklabelstandoff": 6, "title": {"font": {"size": 12}}},
    "yaxis": {"gridcolor": "#2a2f3a", "linecolor": "#2a2f3a", "zerolinecolor": "#707a8a", "showline": false, "ticks": "", "ticklabelstandoff": 6, "title": {"font": {"size": 12}}},
    "hoverlabel": {"bgcolor": "#1f232c", "bordercolor": "#2a2f3a", "align": "left", "font": {"family": "Inter, system-ui, sans-serif", "size": 12, "color": "#e8eaee"}},
    "annotationdefaults": {"font": {"color": "#9ba3b2"}},
    "modebar": {"bgcolor": "rgba(0,0,0,0)", "color": "#9ba3b2", "activecolor": "#e8eaee"}
  },
  "twins": {
    "#4f46e5": "#8b86f5",
    "#da730b": "#ec7813",
    "#0d735e": "#26d99d",
    "#d74273": "#e23687",
    "#0d73a5": "#a3ccf5",
    "#4a721d": "#add65c",
    "#8134b2": "#c296e9",
    "#e24a36": "#eb4747",
    "#868e9b": "#7d8796",
    "#c5cad3": "#3d4452",
    "#15803d": "#4cc384",
    "#c8372d": "#f2796d",
    "#eef0fd": "#232838",
    "#b9bdf6": "#3a3f86",
    "#7f7df0": "#5f59d6",
    "#2f2a96": "#c3c0fb",
    "#16181d": "#e8eaee",
    "#ffffff": "#171a21",
    "rgba(79,70,229,0.08)": "rgba(139,134,245,0.12)"
  }
};
