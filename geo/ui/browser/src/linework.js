// Lines of the map. deck.gl's own serve tilted views, boards and caps of every kind; their shader,
// and that of their dashes, take longer to make than all the rest of the first map. These lie flat.

import { GeoJsonLayer, PathLayer } from "@deck.gl/layers";
import { Geometry, Model } from "@luma.gl/engine";

const SHARPEST = 0.5; // corners reach no further out than half the width over this
const ENDS = [0, -1, 0, 1, 1, -1, 1, 1]; // of a segment's four corners: start or end, side

const DASH = `\
layout(std140) uniform lineworkUniforms {
  vec2 dash;
} linework;
`;

const linework = { name: "linework", vs: DASH, fs: DASH, uniformTypes: { dash: "vec2<f32>" } };

const VERTEX = `\
#version 300 es
#define SHADER_NAME linework-vertex-shader
in vec2 positions;
in float instanceTypes;
in vec3 instanceLeftPositions;
in vec3 instanceStartPositions;
in vec3 instanceEndPositions;
in vec3 instanceRightPositions;
in vec3 instanceLeftPositions64Low;
in vec3 instanceStartPositions64Low;
in vec3 instanceEndPositions64Low;
in vec3 instanceRightPositions64Low;
in float instanceDistances;
in float instanceStrokeWidths;
in vec4 instanceColors;
in float rowIndexes;
out vec4 vColor;
out float vDistance;

vec2 unit(vec2 way) {
  float size = length(way);
  return size > 0.0 ? way / size : vec2(0.0);
}

void main(void) {
  bool atEnd = positions.x > 0.5;
  vec2 start = project_position(instanceStartPositions, instanceStartPositions64Low).xy;
  vec2 end = project_position(instanceEndPositions, instanceEndPositions64Low).xy;
  vec2 next = project_position(
    atEnd ? instanceRightPositions : instanceLeftPositions,
    atEnd ? instanceRightPositions64Low : instanceLeftPositions64Low
  ).xy;

  // Types: 1 where a line begins, 2 where it ends, 3 both, 4 between two lines
  bool last = instanceTypes == 3.0 || instanceTypes == (atEnd ? 2.0 : 1.0);
  vec2 along = unit(end - start);
  vec2 beyond = last ? along : atEnd ? unit(next - end) : unit(start - next);
  vec2 mean = unit(along + beyond);
  float turn = max(dot(mean, along), ${SHARPEST});

  float pixels = project_size_to_pixel(instanceStrokeWidths * path.widthScale, path.widthUnits);
  float width = project_pixel_size(clamp(pixels, path.widthMinPixels, path.widthMaxPixels));
  vec2 offset = vec2(-mean.y, mean.x) * positions.y * width / 2.0 / turn * step(instanceTypes, 3.5);

  geometry.worldPosition = atEnd ? instanceEndPositions : instanceStartPositions;
  geometry.pickingColor = picking_getPickingColorFromIndex(rowIndexes);
  geometry.position = vec4((atEnd ? end : start) + offset, 0.0, 1.0);
  gl_Position = project_common_position_to_clipspace(geometry.position);
  DECKGL_FILTER_GL_POSITION(gl_Position, geometry);
  vDistance = (instanceDistances + length(end - start) * positions.x) * project.scale;
  vColor = vec4(instanceColors.rgb, instanceColors.a * layer.opacity);
  DECKGL_FILTER_COLOR(vColor, geometry);
}
`;

const FRAGMENT = `\
#version 300 es
#define SHADER_NAME linework-fragment-shader
precision highp float;
in vec4 vColor;
in float vDistance;
out vec4 fragColor;

void main(void) {
  vec2 dash = linework.dash;
  bool gap = dash.y > 0.0 && mod(vDistance, dash.x + dash.y) > dash.x;
  if (gap && !bool(picking.isActive)) discard;
  fragColor = vColor;
  DECKGL_FILTER_COLOR(fragColor, geometry);
}
`;

/** deck.gl's path layer, flat, with mitred corners. `dash`: pixels of a dash and of the gap after it. */
export class Linework extends PathLayer {
  getShaders() {
    const { modules, ...rest } = super.getShaders();
    return { ...rest, vs: VERTEX, fs: FRAGMENT, modules: [...modules, linework] };
  }

  initializeState() {
    super.initializeState();
    this.getAttributeManager().addInstanced({
      instanceDistances: { size: 1, accessor: "getPath", update: this.calculateDistances, noAlloc: true },
    });
  }

  /** How far each point lies from where its line begins, where dashes ask for it. */
  calculateDistances(attribute) {
    const { vertexStarts, instanceCount } = this.state.pathTesselator;
    attribute.startIndices = vertexStarts;
    attribute.value = this.props.dash[1] ? this.distances() : new Float32Array(instanceCount);
  }

  /** These distances in deck.gl's common units, of which a pixel has 2 to the power of -zoom. */
  distances() {
    const points = this.state.pathTesselator;
    const places = points.get("positions");
    const starts = new Set(points.vertexStarts);
    const distances = new Float32Array(points.instanceCount);
    let [x, y] = [0, 0];
    for (let i = 0; i < distances.length; i++) {
      const place = places.subarray(3 * i, 3 * i + 3);
      const [nextX, nextY] = this.projectPosition(place, { autoOffset: false });
      if (!starts.has(i)) distances[i] = distances[i - 1] + Math.hypot(nextX - x, nextY - y);
      [x, y] = [nextX, nextY];
    }
    return distances;
  }

  draw(given) {
    this.state.model.shaderInputs.setProps({ linework: { dash: this.props.dash } });
    super.draw(given);
  }

  _getModel() {
    const positions = { value: new Float32Array(ENDS), size: 2 };
    return new Model(this.context.device, {
      ...this.getShaders(),
      id: this.props.id,
      bufferLayout: this.getAttributeManager().getBufferLayouts(),
      geometry: new Geometry({ topology: "triangle-strip", attributes: { positions } }),
      isInstanced: true,
    });
  }
}
Linework.layerName = "Linework";
Linework.defaultProps = { dash: [0, 0] };

/** deck.gl's layer of GeoJSON, with these lines. */
export class Features extends GeoJsonLayer {
  getSubLayerClass(id, usual) {
    return super.getSubLayerClass(id, usual === PathLayer ? Linework : usual);
  }

  /** What is not found under the pointer has numbers to find it by, too: so all share a shader. */
  getSubLayerProps(given) {
    const props = super.getSubLayerProps(given);
    return props.pickable ? props : { ...props, highlightedObjectIndex: -1 };
  }
}
Features.layerName = "Features";
