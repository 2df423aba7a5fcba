// The part of ECharts that our charts use. SVG only: the canvas renderer trips Trusted Types.
import * as echarts from 'echarts/core';
import { BarChart, LineChart, ScatterChart, CustomChart } from 'echarts/charts';
import { AriaComponent, GridComponent, MarkLineComponent, MarkAreaComponent, TooltipComponent } from 'echarts/components';
import { SVGRenderer } from 'echarts/renderers';

echarts.use([BarChart, LineChart, ScatterChart, CustomChart, AriaComponent, GridComponent, MarkLineComponent,
  MarkAreaComponent, TooltipComponent, SVGRenderer]);

export const { init } = echarts;
