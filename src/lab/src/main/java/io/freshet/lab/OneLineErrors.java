package io.freshet.lab;

import io.freshet.core.bundle.BundleException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Tells what the user can put right in one line; leaves a defect its stack trace. */
final class OneLineErrors implements IParameterExceptionHandler, IExecutionExceptionHandler {

    static final int EXIT_CODE = 2;

    @Override
    public int handleParseException(ParameterException e, String[] arguments) {
        CommandLine command = e.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        return tell(command, e.getMessage() + "; see " + name + " --help");
    }

    @Override
    public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed)
            throws Exception {
        if (e instanceof UncheckedIOException unchecked) {
            return tell(command, message(unchecked.getCause()));
        }
        if (e instanceof IOException failed) {
            return tell(command, message(failed));
        }
        if (e instanceof IllegalArgumentException
                || e instanceof KafkaException
                || e instanceof BundleException) {
            return tell(command, message(e));
        }
        throw e;
    }

    private static int tell(CommandLine command, String message) {
        String name = command.getCommandSpec().qualifiedName();
        command.getErr().println(name + ": " + message.replace('\n', ' '));
        return EXIT_CODE;
    }

    private static String message(Exception e) {
        if (e instanceof FileSystemException failed) {
            return message(failed);
        }
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }

    private static String message(FileSystemException e) {
        if (e instanceof NoSuchFileException) {
            return e.getFile() + " is not there";
        }
        if (e instanceof AccessDeniedException) {
            return "no permission for " + e.getFile();
        }
        String reason = e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
        return e.getFile() + ": " + reason;
    }
}
