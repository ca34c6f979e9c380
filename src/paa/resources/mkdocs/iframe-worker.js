/* Search runs in a worker, and browsers start none for a page that is a file: an inner frame does its work then.
   The frame is of the page's own origin, gets the worker's script, and is asked and answers through messages. */
(function () {
  "use strict";
  if (window.location.protocol !== "file:") {
    return;
  }

  function FrameWorker(address) {
    var worker = new EventTarget();
    var waiting = [];
    var inner = null;
    var frame = document.createElement("iframe");

    function deliver(target, data) {
      target.dispatchEvent(new MessageEvent("message", { data: data }));
    }

    worker.postMessage = function (data) {
      if (inner) {
        window.setTimeout(function () {
          deliver(inner, data);
        }, 0);
      } else {
        waiting.push(data);
      }
    };
    worker.terminate = function () {
      frame.remove();
    };
    frame.hidden = true;
    frame.title = "Search";

    function start() {
      document.body.appendChild(frame);
      var scope = frame.contentWindow;
      scope.postMessage = function (data) {
        window.setTimeout(function () {
          deliver(worker, data);
        }, 0);
      };
      scope.importScripts = function () {
        throw new Error("importScripts is not there in a frame");
      };
      var script = scope.document.createElement("script");
      script.src = new URL(address, document.baseURI).href;
      script.onload = function () {
        inner = scope;
        waiting.splice(0).forEach(worker.postMessage);
      };
      script.onerror = function () {
        worker.dispatchEvent(new Event("error"));
      };
      scope.document.body.appendChild(script);
    }

    if (document.body) {
      start();
    } else {
      document.addEventListener("DOMContentLoaded", start);
    }
    return worker;
  }

  window.Worker = FrameWorker;
})();
