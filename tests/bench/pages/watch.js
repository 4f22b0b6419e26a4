// Watches a page from before its first line runs: websocket bytes and when the last came, key
// presses, and every frame that is drawn with WebGL into a canvas on the page, with a hash of its
// pixels, what reading them cost, and how long the page had been inside WebGL until then: on a
// machine without a graphics card that is the processor making contexts, buffers and shaders. `answered`
// and `pressed` leave both out: what neither a machine with a card nor an unwatched page would wait.
(() => {
  const watch = { received: 0, sent: 0, messages: 0, answered: 0, keys: [], frames: [] };
  Object.assign(watch, { waited: 0, read: 0 });
  const lost = () => watch.waited + watch.read;
  window.__watch = watch;
  performance.setResourceTimingBufferSize(5000);
  watch.now = (at) => ({ at, waited: watch.waited, known: watch.frames.length });
  addEventListener(
    "keydown",
    (event) => {
      watch.keys.push(watch.now(event.timeStamp));
      watch.pressed = event.timeStamp - lost();
    },
    true,
  );

  const size = (data) => data.byteLength ?? data.size ?? data.length;
  const Plain = window.WebSocket;
  window.WebSocket = class extends Plain {
    constructor(...given) {
      super(...given);
      this.addEventListener("message", (event) => {
        watch.received += size(event.data);
        watch.messages += 1;
        watch.answered = performance.now() - lost();
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
  const { bindFramebuffer, getParameter, readPixels } = context; // as they were, for the hash

  const timed = (plain) =>
    function (...given) {
      const begin = performance.now();
      const answer = plain.apply(this, given);
      watch.waited += performance.now() - begin;
      return answer;
    };

  for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(context)))
    if (typeof value === "function" && name !== "constructor") context[name] = timed(value);
  const canvas = HTMLCanvasElement.prototype;
  canvas.getContext = timed(canvas.getContext);
  for (const name of ["width", "height"]) {
    const { get, set } = Object.getOwnPropertyDescriptor(canvas, name);
    Object.defineProperty(canvas, name, { get, set: timed(set), configurable: true });
  }

  const bind = context.bindFramebuffer;
  context.bindFramebuffer = function (kind, buffer) {
    if (kind !== this.READ_FRAMEBUFFER) target.set(this, buffer);
    return bind.call(this, kind, buffer);
  };

  const draws = ["drawArrays", "drawArraysInstanced", "drawElements", "drawElementsInstanced"];
  for (const name of ["clear", "drawRangeElements", ...draws]) {
    const plain = context[name];
    context[name] = function (...given) {
      seen(this);
      return plain.apply(this, given);
    };
  }

  const seen = (gl) => {
    if (target.get(gl) || !gl.canvas.isConnected) return;
    const now = performance.now();
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
    watch.read += frame.reading;
    watch.frames.push(frame);
  };

  const hash = (gl) => {
    const [width, height] = [gl.drawingBufferWidth, gl.drawingBufferHeight];
    const pixels = new Uint32Array(width * height);
    const bytes = new Uint8Array(pixels.buffer);
    const reading = getParameter.call(gl, gl.READ_FRAMEBUFFER_BINDING);
    bindFramebuffer.call(gl, gl.READ_FRAMEBUFFER, null);
    readPixels.call(gl, 0, 0, width, height, gl.RGBA, gl.UNSIGNED_BYTE, bytes);
    bindFramebuffer.call(gl, gl.READ_FRAMEBUFFER, reading);
    let sum = width ^ (height << 16);
    for (let i = 0; i < pixels.length; i++) sum = Math.imul(sum ^ pixels[i], 16777619) ^ (sum >>> 15);
    return sum >>> 0;
  };
})();
