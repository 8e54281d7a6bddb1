/* Draws the charts that the page describes: the numbers stand in a JSON element, the colours in the
   tokens. Nothing moves; when the theme or the width changes they are drawn anew. */
(() => {
  const TEXT = 11;
  const drawn = new Map();

  // A token may say light-dark(): only an element that wears it knows the colour.
  const probe = document.createElement("span");
  probe.hidden = true;
  document.body.append(probe);
  const colour = (token) => {
    probe.style.color = `var(--dw-${token})`;
    return getComputedStyle(probe).color;
  };
  const font = () => getComputedStyle(document.body).fontFamily;

  const number = (value, digits = 1) => (value === null || value === undefined ? "not computable"
    : value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits }));

  const bars = (one) => ({
    type: "bar",
    stack: "all",
    barCategoryGap: "30%",
    itemStyle: { color: colour(one.colour), borderColor: colour("surface"), borderWidth: 0.5 },
  });

  const lines = (one) => ({
    type: "line",
    symbol: "circle",
    symbolSize: 5,
    showSymbol: false,
    lineStyle: { color: colour(one.colour), width: 1.75 },
    itemStyle: { color: colour(one.colour) },
    endLabel: {
      show: true,
      formatter: ({ value }) => number(value),
      color: colour("ink"),
      fontSize: TEXT,
      fontFamily: font(),
    },
  });

  const tip = (unit) => (points) => [
    points[0].axisValueLabel,
    ...points.slice().reverse().map((one) => `${one.seriesName}  ${number(one.value)} ${unit}`),
  ].join("\n");

  const option = ({ kind, unit, labels, says, series }) => {
    const small = { color: colour("ink-3"), fontSize: TEXT, fontFamily: font() };
    const isLines = kind === "lines";
    return {
      animation: false,
      aria: { enabled: true, label: { description: says } },
      grid: { left: 8, right: isLines ? 44 : 8, top: 12, bottom: 4, outerBoundsMode: "same" },
      tooltip: {
        trigger: "axis",
        renderMode: "richText",
        transitionDuration: 0,
        axisPointer: { type: isLines ? "line" : "shadow", lineStyle: { color: colour("line-strong") } },
        backgroundColor: colour("ink"),
        borderWidth: 0,
        textStyle: { color: colour("surface"), fontSize: 12, fontFamily: font() },
        formatter: tip(unit),
      },
      xAxis: {
        type: "category",
        data: labels,
        axisLine: { lineStyle: { color: colour("line-strong") } },
        axisTick: { show: false },
        axisLabel: {
          ...small,
          hideOverlap: true,
          showMaxLabel: true,
          formatter: (label, place) => (place === labels.length - 1 ? `{now|${label}}` : label),
          rich: { now: { color: colour("ink"), fontSize: TEXT, fontFamily: font(), fontWeight: 600 } },
        },
      },
      yAxis: {
        type: "value",
        scale: isLines,
        splitNumber: 4,
        splitLine: { lineStyle: { color: colour("line") } },
        axisLabel: { ...small, formatter: (value) => value.toLocaleString("en") },
      },
      series: series.map((one) => ({
        name: one.name,
        data: one.values,
        ...(isLines ? lines(one) : bars(one)),
      })),
    };
  };

  const draw = (place) => {
    const told = JSON.parse(document.getElementById(place.dataset.chart).textContent);
    if (!drawn.has(place)) drawn.set(place, echarts.init(place, null, { renderer: "svg" }));
    drawn.get(place).setOption(option(told), { notMerge: true });
  };
  const drawAll = () => document.querySelectorAll("[data-chart]").forEach(draw);

  drawAll();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
  new MutationObserver(drawAll).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
  const watch = new ResizeObserver((seen) => seen.forEach(({ target }) => drawn.get(target)?.resize()));
  drawn.forEach((_, place) => watch.observe(place));
})();
