/** <fact-chart>: draws its JSON with ECharts; the table beside it says the same. */
import "../vendor/echarts/echarts.common.min.js";
import { calm, colour, facts, onChange } from "./tokens.js";

class FactChart extends HTMLElement {
  connectedCallback() {
    this.chart = window.echarts.init(this.querySelector(".chart-ground"), null, { renderer: "svg" });
    this.draw();
    this.resizing = new ResizeObserver(() => this.chart.resize());
    this.resizing.observe(this);
    this.forget = onChange(this, () => this.draw());
  }

  disconnectedCallback() {
    this.forget();
    this.resizing.disconnect();
    this.chart.dispose();
  }

  draw() {
    this.chart.setOption(option(facts(this)), true);
  }
}

function option(spec) {
  const size = parseFloat(getComputedStyle(document.documentElement).fontSize) * 0.78;
  const text = { color: colour("quiet"), fontSize: size, fontFamily: colour("face") };
  return {
    animation: !calm,
    animationDuration: 150,
    aria: { enabled: true, label: { description: spec.title } },
    textStyle: text,
    grid: { left: 8, right: 18, top: size * 2.6, bottom: size * 2, containLabel: true },
    // richText: an HTML tooltip would need inline styles, which our content policy forbids.
    tooltip: { trigger: "axis", renderMode: "richText", confine: true, ...tooltip() },
    xAxis: { ...xAxis(spec, text), axisLine: { lineStyle: { color: colour("line-strong") } } },
    yAxis: yAxis(spec, text),
    series: spec.series.map((one) => series(spec, one)),
  };
}

function tooltip() {
  return {
    backgroundColor: colour("card"),
    borderColor: colour("line"),
    textStyle: { color: colour("ink"), fontFamily: colour("face") },
  };
}

function xAxis(spec, text) {
  const name = { name: spec.x_label, nameLocation: "middle", nameGap: text.fontSize * 2 };
  const look = { axisLabel: text, nameTextStyle: text, axisTick: { show: false } };
  if (spec.kind === "scatter") return { type: "value", scale: true, splitLine: { show: false }, ...name, ...look };
  return { type: "category", data: spec.x.map(String), boundaryGap: spec.kind !== "line", ...name, ...look };
}

function yAxis(spec, text) {
  return {
    type: "value",
    name: spec.y_label,
    nameTextStyle: { ...text, align: "left" },
    scale: spec.kind === "line" || spec.kind === "scatter",
    axisLabel: text,
    splitLine: { lineStyle: { color: colour("line") } },
  };
}

function series(spec, one) {
  const ink = colour(one.tone);
  if (spec.kind === "bar" || spec.kind === "stacked") {
    const stack = spec.kind === "stacked" ? "all" : undefined;
    return { name: one.name, type: "bar", stack, data: one.values, color: ink, barMaxWidth: 44 };
  }
  const width = spec.kind === "scatter" ? 0 : 2.5;
  return {
    name: one.name,
    type: "line",
    color: ink,
    lineStyle: { width, type: one.tone === "quiet" ? "dashed" : "solid" },
    symbol: "circle",
    showSymbol: one.tone !== "quiet" && one.values.length <= 60,
    data: one.values.map((value, i) => point(spec, value, i, ink)),
  };
}

function point(spec, value, i, ink) {
  const marked = i === spec.marked;
  const at = spec.kind === "scatter" ? [spec.x[i], value] : value;
  const fill = marked ? ink : colour("card");
  return { value: at, symbolSize: marked ? 13 : 7, itemStyle: { color: fill, borderColor: ink, borderWidth: 2 } };
}

customElements.define("fact-chart", FactChart);
