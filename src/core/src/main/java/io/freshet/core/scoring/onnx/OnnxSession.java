package io.freshet.core.scoring.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.TensorInfo;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import io.freshet.core.bundle.BundleException;
import io.freshet.core.bundle.Manifest.Tensor;
import io.freshet.core.bundle.ModelBundle;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An ONNX Runtime session of a bundle whose graph has the tensors that the contract names.
 *
 * <p>On CUDA every run has to be {@linkplain #call made} by one thread: the provider keeps memory
 * for each thread that ever ran the session (onnxruntime issue 6181). On the CPU callers run it
 * themselves, at the same time.
 */
final class OnnxSession implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(OnnxSession.class);
    private static final int DEVICE = 0;

    static final List<Tensor> INPUTS =
            List.of(
                    new Tensor("item", "int64", List.of("batch", "window")),
                    new Tensor("event_type", "int64", List.of("batch", "window")),
                    new Tensor("age_seconds", "float32", List.of("batch", "window")),
                    new Tensor("candidate", "int64", List.of("batch", "candidate")),
                    new Tensor("k", "int64", List.of()));
    static final List<Tensor> OUTPUTS =
            List.of(
                    new Tensor("top_item", "int64", List.of("batch", "k")),
                    new Tensor("top_score", "float32", List.of("batch", "k")),
                    new Tensor("top_attention", "float32", List.of("batch", "k", "window")),
                    new Tensor("candidate_score", "float32", List.of("batch", "candidate")));

    private final OrtSession session;
    private final Provider provider;
    private final Optional<ExecutorService> thread;

    private OnnxSession(OrtSession session, Provider provider) {
        this.session = session;
        this.provider = provider;
        this.thread =
                provider == Provider.CUDA
                        ? Optional.of(Executors.newSingleThreadExecutor(OnnxSession::daemon))
                        : Optional.empty();
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "onnx-cuda");
        thread.setDaemon(true);
        return thread;
    }

    static OnnxSession open(ModelBundle bundle, OnnxSettings settings) {
        OnnxSession opened = openWhereAsked(bundle, settings);
        try {
            check("input", INPUTS, opened.session.getInputInfo());
            check("output", OUTPUTS, opened.session.getOutputInfo());
        } catch (OrtException | RuntimeException e) {
            opened.close();
            throw new BundleException(
                    "model bundle " + bundle.uri() + ": " + bundle.named(e.getMessage()), e);
        }
        LOG.info(
                "Model {} runs on {} in {}",
                bundle.manifest().modelId(),
                opened.provider,
                settings.precision());
        return opened;
    }

    /** Where it runs, never {@link Provider#AUTO}. */
    Provider provider() {
        return provider;
    }

    /** A call that runs the session. */
    @FunctionalInterface
    interface Call<T> {
        T on(OrtSession session) throws OrtException;
    }

    /**
     * Makes a call, on the thread that may.
     *
     * @throws OrtException if the session does
     */
    <T> T call(Call<T> call) throws OrtException {
        if (thread.isEmpty()) {
            return call.on(session);
        }
        try {
            return thread.get().submit(() -> call.on(session)).get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof OrtException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the model ran", e);
        }
    }

    @Override
    public void close() {
        // Also for a thread that was interrupted: memory of a GPU would stay taken.
        boolean interrupted = Thread.interrupted();
        try {
            call(
                    open -> {
                        open.close();
                        return open;
                    });
        } catch (OrtException e) {
            throw new IllegalStateException("an ONNX Runtime session stays open", e);
        } finally {
            thread.ifPresent(ExecutorService::shutdown);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static OnnxSession openWhereAsked(ModelBundle bundle, OnnxSettings settings) {
        if (settings.provider() != Provider.CPU) {
            try {
                return open(bundle, settings, Provider.CUDA);
            } catch (OrtException e) {
                if (settings.provider() == Provider.CUDA) {
                    throw new BundleException(
                            "CUDA was asked for and does not initialise: "
                                    + bundle.named(e.getMessage()),
                            e);
                }
                LOG.info("CUDA does not initialise, the CPU is taken: {}", e.getMessage());
            }
        }
        try {
            return open(bundle, settings, Provider.CPU);
        } catch (OrtException e) {
            throw new BundleException(
                    "model bundle "
                            + bundle.uri()
                            + ": "
                            + bundle.model(settings.precision()).path()
                            + " cannot be opened: "
                            + bundle.named(e.getMessage()),
                    e);
        }
    }

    private static OnnxSession open(ModelBundle bundle, OnnxSettings settings, Provider provider)
            throws OrtException {
        Path graph = bundle.path(bundle.model(settings.precision()));
        try (SessionOptions options = new SessionOptions()) {
            options.setIntraOpNumThreads(settings.threads());
            options.setInterOpNumThreads(1);
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            if (provider == Provider.CPU) {
                return new OnnxSession(create(graph, options), provider);
            }
            options.setMemoryPatternOptimization(false);
            try (OrtCUDAProviderOptions cuda = new OrtCUDAProviderOptions(DEVICE)) {
                // TF32 keeps 10 bits of a factor: fp32 would no longer give PyTorch's scores.
                cuda.add("use_tf32", "0");
                options.addCUDA(cuda);
                return new OnnxSession(create(graph, options), provider);
            }
        }
    }

    private static OrtSession create(Path graph, SessionOptions options) throws OrtException {
        return OrtEnvironment.getEnvironment().createSession(graph.toString(), options);
    }

    private static void check(String side, List<Tensor> expected, Map<String, NodeInfo> found) {
        for (Tensor tensor : expected) {
            NodeInfo node = found.get(tensor.name());
            if (node == null) {
                throw new BundleException(
                        "the graph has no "
                                + side
                                + " '"
                                + tensor.name()
                                + "'; it has "
                                + found.keySet());
            }
            if (!(node.getInfo() instanceof TensorInfo info)) {
                throw new BundleException(
                        side + " '" + tensor.name() + "' is " + node.getInfo() + ", not a tensor");
            }
            String dtype =
                    info.type == OnnxJavaType.FLOAT
                            ? "float32"
                            : info.type.name().toLowerCase(Locale.ROOT);
            if (!dtype.equals(tensor.dtype()) || info.getShape().length != tensor.axes().size()) {
                throw new BundleException(
                        side
                                + " '"
                                + tensor.name()
                                + "' is "
                                + dtype
                                + " of "
                                + info.getShape().length
                                + " axes, expected "
                                + tensor.dtype()
                                + " "
                                + tensor.axes());
            }
        }
        if (side.equals("input") && found.size() != expected.size()) {
            throw new BundleException(
                    "the graph takes " + found.keySet() + ", expected " + names(expected));
        }
    }

    private static List<String> names(List<Tensor> tensors) {
        return tensors.stream().map(Tensor::name).toList();
    }
}
