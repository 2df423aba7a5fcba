// The pictures themselves: data in, ECharts option out. Colours come from the style sheet's tokens.
import { count, date, points, share } from '../lib/format.js';
import { t } from '../lib/l10n.js';

const GRID = { left: 4, right: 12, top: 28, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' };
const axis = (colors) => ({ axisLine: { show: false }, axisTick: { show: false }, axisLabel: { color: colors.ink3, fontSize: 11.5 }, splitLine: { lineStyle: { color: colors.grid } } });
const percentAxis = (colors, extra = {}) => ({ type: 'value', ...axis(colors), axisLabel: { color: colors.ink3, fontSize: 11.5, formatter: (value) => share(value, 0) }, ...extra });

const bandAt = (middle, cutoffs) => (middle >= cutoffs.high ? 'high' : middle >= cutoffs.medium ? 'medium' : 'low');

// The scale is continuous, so that a limit stands between two bars and not upon one.
export const histogram = (bins, cutoffs, level) => (colors, width) => {
  const step = 1 / bins.length;
  const middle = (index) => (index + 0.5) * step;
  return {
    grid: { ...GRID, top: 34 },
    tooltip: { trigger: 'item', formatter: ({ dataIndex: i }) => `${t('hist-range', { from: level(i * step), to: level((i + 1) * step) })}\n${t('n-customers', { n: count(bins[i]), count: bins[i] })}` },
    xAxis: { type: 'value', min: 0, max: 1, interval: width < 420 ? 0.2 : 0.1, ...axis(colors), splitLine: { show: false },
      axisLabel: { color: colors.ink3, fontSize: 11.5, formatter: (value) => level(value) }, axisLine: { show: true, lineStyle: { color: colors.lineStrong } } },
    yAxis: { type: 'value', ...axis(colors), axisLabel: { color: colors.ink3, fontSize: 11.5, formatter: (value) => count(value) } },
    series: [{ type: 'bar', barCategoryGap: '14%', data: bins.map((value, index) => ({ value: [middle(index), value], itemStyle: { color: colors[bandAt(middle(index), cutoffs)], borderRadius: [3, 3, 0, 0] } })),
      markLine: { silent: true, symbol: 'none', animation: false, lineStyle: { color: colors.ink3, type: [4, 4], width: 1 },
        label: { color: colors.ink2, fontSize: 11.5, position: 'end', formatter: ({ name }) => name },
        data: [['medium', cutoffs.medium], ['high', cutoffs.high]].map(([band, at]) => ({ name: t(`band-${band}`), xAxis: at })) } }],
  };
};

export const trend = (versions) => (colors) => ({
  grid: { ...GRID, top: 10, right: 28 },
  tooltip: { trigger: 'axis', formatter: (lines) => [versions[lines[0].dataIndex].label, ...lines.map((line) => `${line.seriesName}: ${share(line.value)}`)].join('\n') },
  xAxis: { type: 'category', data: versions.map((version) => version.label), boundaryGap: false, ...axis(colors), splitLine: { show: false }, axisLine: { show: true, lineStyle: { color: colors.line } } },
  yAxis: percentAxis(colors, { min: 0 }),
  series: [
    { type: 'line', name: t('trend-observed'), data: versions.map((version) => version.churn_rate), symbolSize: 9, symbol: 'circle', lineStyle: { width: 2.5 }, color: colors.chart1 },
    { type: 'line', name: t('trend-expected'), data: versions.map((version) => version.average_probability), symbolSize: 8, symbol: 'diamond', lineStyle: { width: 2, type: [6, 4] }, color: colors.up },
  ],
});

// Horizontal bars that stand for a share or a strength; items: [{ title, value, text }], largest first.
export const bars = (items) => (colors, width) => ({
  grid: { ...GRID, top: 2, right: 56 },
  tooltip: { trigger: 'item', formatter: ({ dataIndex }) => `${items[dataIndex].title}: ${items[dataIndex].text}` },
  xAxis: { type: 'value', show: false },
  yAxis: { type: 'category', inverse: true, data: items.map((item) => item.title), ...axis(colors), axisLabel: { color: colors.ink, fontSize: 12.5, lineHeight: 15, width: width < 480 ? 108 : 170, overflow: 'break' } },
  series: [{ type: 'bar', barWidth: 14, data: items.map((item) => item.value), itemStyle: { color: colors.chart1, borderRadius: [0, 4, 4, 0] },
    label: { show: true, position: 'right', color: colors.ink2, fontSize: 12, formatter: ({ dataIndex }) => items[dataIndex].text } }],
});

// What was predicted against what came true. The diagonal is a perfect model; the whiskers are 95 % intervals.
export const calibration = (bins) => (colors) => {
  const full = bins.filter((bin) => bin.count > 0 && bin.churn_rate !== null);
  const whisker = (_, api) => {
    const low = api.coord([api.value(0), api.value(1)]);
    const high = api.coord([api.value(0), api.value(2)]);
    const line = (x1, y1, x2, y2) => ({ type: 'line', shape: { x1, y1, x2, y2 }, style: { stroke: colors.chart1, lineWidth: 1.5, opacity: 0.65 } });
    return { type: 'group', children: [line(low[0], low[1], high[0], high[1]), line(low[0] - 4, low[1], low[0] + 4, low[1]), line(high[0] - 4, high[1], high[0] + 4, high[1])] };
  };
  return {
    grid: { ...GRID, top: 12, bottom: 22 },
    tooltip: { trigger: 'item', formatter: ({ dataIndex, seriesIndex }) => (seriesIndex === 0 ? t('calibration-ideal') : t('calibration-point', {
      predicted: share(full[dataIndex].mean_probability), observed: share(full[dataIndex].churn_rate), low: share(full[dataIndex].low), high: share(full[dataIndex].high), n: count(full[dataIndex].count) })) },
    xAxis: percentAxis(colors, { min: 0, max: 1, interval: 0.2, name: t('calibration-x'), nameLocation: 'middle', nameGap: 26, nameTextStyle: { color: colors.ink2 } }),
    yAxis: percentAxis(colors, { min: 0, max: 1, interval: 0.2 }),
    series: [
      { type: 'line', data: [[0, 0], [1, 1]], symbol: 'none', silent: true, lineStyle: { color: colors.lineStrong, type: [5, 5], width: 1.25 } },
      { type: 'custom', renderItem: whisker, data: full.map((bin) => [bin.mean_probability, bin.low, bin.high]), silent: true, z: 2 },
      { type: 'line', data: full.map((bin) => [bin.mean_probability, bin.churn_rate]), symbol: 'circle', symbolSize: 10, lineStyle: { width: 1.5, color: colors.chart1 }, itemStyle: { color: colors.chart1, borderColor: colors.surface, borderWidth: 2 }, z: 3 },
    ],
  };
};

// Share of all leavers found when the highest scores are contacted first.
export const gain = (steps) => (colors) => ({
  grid: { ...GRID, top: 12, bottom: 22, right: 20 },
  tooltip: { trigger: 'axis', formatter: (lines) => { const line = lines.find((one) => one.seriesIndex === 1); return line ? t('gain-point', { fraction: share(line.value[0], 0), capture: share(line.value[1], 0) }) : ''; } },
  xAxis: percentAxis(colors, { min: 0, max: 1, interval: 0.2, name: t('gain-x'), nameLocation: 'middle', nameGap: 26, nameTextStyle: { color: colors.ink2 } }),
  yAxis: percentAxis(colors, { min: 0, max: 1, interval: 0.2 }),
  series: [
    { type: 'line', data: [[0, 0], [1, 1]], symbol: 'none', silent: true, lineStyle: { color: colors.lineStrong, type: [5, 5], width: 1.25 } },
    { type: 'line', data: [[0, 0], ...steps.map((step) => [step.fraction, step.capture]), ...(steps.at(-1).fraction < 1 ? [[1, 1]] : [])], symbol: 'circle', symbolSize: 6, showSymbol: false, lineStyle: { width: 2.5, color: colors.chart1 }, itemStyle: { color: colors.chart1 }, areaStyle: { color: colors.chart1, opacity: 0.08 } },
  ],
});

// steps: [{ title, from, to, kind: start|up|down|end, text }], from top to bottom; every step begins where the last ended.
export const waterfall = (steps) => (colors, width) => {
  const tint = { start: colors.lineStrong, up: colors.up, down: colors.down, end: colors.ink };
  const top = Math.min(1, Math.max(...steps.map((step) => Math.max(step.from, step.to))) * 1.18 + 0.02);
  return {
    grid: { ...GRID, top: 2, right: 44 },
    tooltip: { trigger: 'axis', axisPointer: { type: 'shadow', shadowStyle: { color: colors.sunken, opacity: 0.5 } }, formatter: ([bar]) => {
      const step = steps[bar.dataIndex];
      return step.kind === 'start' || step.kind === 'end' ? `${step.title}: ${share(step.to)}` : `${step.title}\n${t('points-of', { points: points(step.to - step.from) })}\n${share(step.from)} → ${share(step.to)}`;
    } },
    xAxis: percentAxis(colors, { min: 0, max: top, splitNumber: width < 480 ? 3 : 5, axisLabel: { color: colors.ink3, fontSize: 11.5, showMaxLabel: false, formatter: (value) => share(value, 0) } }),
    yAxis: { type: 'category', inverse: true, data: steps.map((step) => step.title), ...axis(colors), axisLabel: { color: colors.ink, fontSize: 12.5, lineHeight: 14, width: width < 480 ? 116 : 210, overflow: 'break' } },
    series: [
      { type: 'bar', stack: 'w', silent: true, data: steps.map((step) => (step.kind === 'start' || step.kind === 'end' ? 0 : Math.min(step.from, step.to))), itemStyle: { color: 'transparent' }, barWidth: 18 },
      { type: 'bar', stack: 'w', barWidth: 18, data: steps.map((step) => ({ value: step.kind === 'start' || step.kind === 'end' ? step.to : Math.abs(step.to - step.from), itemStyle: { color: tint[step.kind], borderRadius: 3 } })),
        label: { show: true, position: 'right', color: colors.ink, fontSize: 12, fontWeight: 500, formatter: ({ dataIndex }) => steps[dataIndex].text } },
    ],
  };
};

// One customer's probability over time: it holds until the next scoring. list: [{ at, score, band }], oldest first.
export const riskLine = (list) => (colors, width) => ({
  grid: { ...GRID, top: 14, right: 20 },
  tooltip: { trigger: 'axis', formatter: ([point]) => { const one = list[point.dataIndex]; return `${date(one.at)}\n${share(one.score)} · ${t(`band-${one.band}`)}`; } },
  xAxis: { type: 'time', splitNumber: width < 480 ? 2 : 5, ...axis(colors), splitLine: { show: false }, axisLine: { show: true, lineStyle: { color: colors.lineStrong } }, axisLabel: { color: colors.ink3, fontSize: 11.5, hideOverlap: true, formatter: (at) => date(at) } },
  yAxis: percentAxis(colors, { min: 0, max: 1, interval: 0.25 }),
  series: [{ type: 'line', step: 'end', symbol: 'circle', symbolSize: 10, lineStyle: { width: 2.5, color: colors.chart1 },
    data: list.map((one) => ({ value: [one.at, one.score], itemStyle: { color: colors[one.band] ?? colors.chart1, borderColor: colors.surface, borderWidth: 2 } })) }],
});
