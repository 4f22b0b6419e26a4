// Watches a page from before its first line runs: websocket bytes, key presses, and every frame that
// is drawn with WebGL into a canvas on the page, with a hash of its pixels, what reading them cost,
// and how long the page had waited until then for answers of the graphics card (compiled shaders).
(() => {
  const watch = { received: 0, sent: 0, messages: 0, keys: [], frames: [], waited: 0 };
  window.__watch = watch;
  performance.setResourceTimingBufferSize(5000);
  addEventListener("keydown", (event) => watch.keys.push(event.timeStamp), true);

  const size = (data) => data.byteLength ?? data.size ?? data.length;
  const Plain = window.WebSocket;
  window.WebSocket = class extends Plain {
    constructor(...given) {
      super(...given);
      this.addEventListener("message", (event) => {
        watch.received += size(event.data);
        watch.messages += 1;
      });
    }
    send(data) {
      watch.sent += size(data);
      super.send(data);
    }
  };

  const target = new WeakMap(); // context -> the framebuffer it draws into, null for the canvas
  const open = new WeakMap(); // context -> the frame that is being drawn
  const context = WebGL2RenderingContext.prototype;

  const bind = context.bindFramebuffer;
  context.bindFramebuffer = function (kind, buffer) {
    if (kind !== this.READ_FRAMEBUFFER) target.set(this, buffer);
    return bind.call(this, kind, buffer);
  };

  const seen = (gl) => {
    const now = performance.now();
    if (target.get(gl) || !gl.canvas.isConnected) return;
    let frame = open.get(gl);
    if (!frame) {
      frame = { first: now, calls: 0 };
      open.set(gl, frame);
      queueMicrotask(() => close(gl)); // after the drawing code, before the page is composited
    }
    frame.last = now;
    frame.waited = watch.waited;
    frame.calls += 1;
  };

  const close = (gl) => {
    const frame = open.get(gl);
    open.delete(gl);
    const begin = performance.now();
    frame.hash = hash(gl);
    frame.reading = performance.now() - begin;
    watch.frames.push(frame);
  };

  const hash = (gl) => {
    const [width, height] = [gl.drawingBufferWidth, gl.drawingBufferHeight];
    const pixels = new Uint32Array(width * height);
    const reading = gl.getParameter(gl.READ_FRAMEBUFFER_BINDING);
    bind.call(gl, gl.READ_FRAMEBUFFER, null);
    gl.readPixels(0, 0, width, height, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(pixels.buffer));
    bind.call(gl, gl.READ_FRAMEBUFFER, reading);
    let sum = width ^ (height << 16);
    for (let i = 0; i < pixels.length; i++) sum = Math.imul(sum ^ pixels[i], 16777619) ^ (sum >>> 15);
    return sum >>> 0;
  };

  for (const name of [
    "getProgramParameter",
    "getShaderParameter",
    "getProgramInfoLog",
    "getShaderInfoLog",
    "getActiveUniform",
    "getUniformLocation",
    "getAttribLocation",
    "getError",
  ]) {
    const plain = context[name];
    context[name] = function (...given) {
      const begin = performance.now();
      const answer = plain.apply(this, given);
      watch.waited += performance.now() - begin;
      return answer;
    };
  }

  for (const name of [
    "clear",
    "drawArrays",
    "drawArraysInstanced",
    "drawElements",
    "drawElementsInstanced",
    "drawRangeElements",
  ]) {
    const plain = context[name];
    context[name] = function (...given) {
      const answer = plain.apply(this, given);
      seen(this);
      return answer;
    };
  }
})();
