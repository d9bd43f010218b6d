import { BarChart, CustomChart, HeatmapChart, LineChart } from "echarts/charts";
import {
  GridComponent,
  LegendComponent,
  MarkAreaComponent,
  MarkLineComponent,
  TooltipComponent,
  VisualMapComponent,
} from "echarts/components";
import { type EChartsCoreOption, init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { useEffect, useRef } from "react";
import { useIsDark } from "../theme.ts";

use([
  BarChart,
  CustomChart,
  GridComponent,
  HeatmapChart,
  LegendComponent,
  LineChart,
  MarkAreaComponent,
  MarkLineComponent,
  SVGRenderer,
  TooltipComponent,
  VisualMapComponent,
]);

interface ChartProps {
  readonly option: EChartsCoreOption;
  /** Says the same for those who don't see it. */
  readonly label: string;
  /** CSS pixels. */
  readonly height: number;
  /** Of what was clicked: ECharts' name and index of the datum. */
  readonly onChoose?: (datum: { readonly name: string; readonly dataIndex: number; readonly value: unknown }) => void;
}

export function Chart({ option, label, height, onChoose }: ChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const isDark = useIsDark();
  useEffect(() => {
    if (place.current === null) return;
    const chart = init(place.current, isDark ? "dark" : undefined, { renderer: "svg" });
    chart.setOption({ backgroundColor: "transparent", animationDuration: 300, ...option });
    if (onChoose !== undefined) {
      chart.on("click", ({ name, dataIndex, value }) => onChoose({ name, dataIndex, value }));
    }
    const watcher = new ResizeObserver(() => chart.resize());
    watcher.observe(place.current);
    return () => {
      watcher.disconnect();
      chart.dispose();
    };
  }, [option, isDark, onChoose]);
  return <div ref={place} role="img" aria-label={label} style={{ width: "100%", height }} />;
}
